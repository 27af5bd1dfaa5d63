{
  description = "Linked data from news articles in which every statement is traceable to the words that support it";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable"; # Rust 1.89 or later

  outputs =
    { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = build: nixpkgs.lib.genAttrs systems (system: build nixpkgs.legacyPackages.${system});
    in
    {
      packages = each (pkgs: {
        default = pkgs.rustPlatform.buildRustPackage {
          pname = "groundwire";
          version = (nixpkgs.lib.importTOML ./Cargo.toml).package.version;
          src = self;
          cargoLock.lockFile = ./Cargo.lock;
          nativeBuildInputs = [ pkgs.installShellFiles ];
          # The tests build the whole library again; .ci/run runs them.
          doCheck = false;
          postInstall = nixpkgs.lib.optionalString (pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform) ''
            $out/bin/groundwire man --output man
            installManPage man/*.1
            installShellCompletion --cmd groundwire \
              --bash <($out/bin/groundwire completions bash) \
              --fish <($out/bin/groundwire completions fish) \
              --zsh <($out/bin/groundwire completions zsh)
          '';
          doInstallCheck = true;
          installCheckPhase = "$out/bin/groundwire query afcfta-signed-ratified --cite | grep -F '[1]'";
          meta = {
            license = with nixpkgs.lib.licenses; [ mit asl20 ];
            mainProgram = "groundwire";
          };
        };
      });
    };
}
