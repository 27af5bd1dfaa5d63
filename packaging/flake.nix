{
  description = "Linked data from news articles, traceable to the words that support it";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  # In the repository: nix run 'git+file:.?dir=packaging' -- --help
  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = make: nixpkgs.lib.genAttrs systems (system: make nixpkgs.legacyPackages.${system});
    in {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = "groundwire";
          version = (builtins.fromTOML (builtins.readFile ../Cargo.toml)).package.version;
          src = ../.;
          cargoLock.lockFile = ../Cargo.lock;
          # The tests need other tools; CI runs them.
          doCheck = false;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          postInstall = ''
            $out/bin/groundwire man --output man
            installManPage man/*.1
            installShellCompletion --cmd groundwire \
              --bash <($out/bin/groundwire completions bash) \
              --fish <($out/bin/groundwire completions fish) \
              --zsh <($out/bin/groundwire completions zsh)
          '';
          meta.mainProgram = "groundwire";
        };
      });
    };
}
