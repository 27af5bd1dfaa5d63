# A Homebrew formula that builds from source. `scripts/release` fills in the words between at signs and writes the result
# to target/release-files. Homebrew installs only from a tap: docs/packages.md shows how to make a local one.
class Groundwire < Formula
  desc "Traceable linked data from news articles"
  homepage "@homepage@"
  url "@base@/groundwire-@version@.crate"
  sha256 "@sha256@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    system bin/"groundwire", "man", "--output", man1
    generate_completions_from_executable(bin/"groundwire", "completions")
  end

  test do
    (testpath/"page.txt").write "Norland joins the League\n\nNorland joined the League in 2024.\n"
    system bin/"groundwire", "new", "page", "--text", "page.txt"
    assert_path_exists testpath/"page/facts.yaml"
  end
end
