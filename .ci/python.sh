#!/usr/bin/env bash
# python.sh CACHE [WHEEL]    the Python package, tested as it is installed: a wheel (without one: of the development build, which
# cargo finds made already), in a new virtual environment with only the wheel and pytest, then beside pandas, rdflib,
# DuckDB and Jupyter.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
cache="$1" wheel="${2:-}"
export CARGO_TARGET_DIR="$root/target" GROUNDWIRE_DATA="$root/data" PIP_DISABLE_PIP_VERSION_CHECK=1
pinned="$root/.ci/python-requirements.txt"
unset GROUNDWIRE_PROGRAM PYTHONPATH

full="$cache/python"
[ -x "$full/bin/python" ] || python3 -m venv "$full"
"$full/bin/pip" install --quiet -r "$pinned"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
if [ -z "$wheel" ]; then
  # cargo finds the program made already only if it builds an example, too: those and the tests turn on more features of
  # other crates. maturin must not see the example.
  cat >"$scratch/cargo" <<'END'
#!/usr/bin/env bash
set -o pipefail
[ "$1" = rustc ] || exec cargo "$@"
cargo "$@" --example embed | grep -v '"kind":\["example"\]'
END
  chmod +x "$scratch/cargo"
  # The name says no more than Linux: this wheel is for this machine.
  (cd "$root/python" && CARGO="$scratch/cargo" "$full/bin/maturin" build --quiet --locked --profile dev --compatibility linux --out "$scratch")
  wheel=$(echo "$scratch"/*.whl)
fi
printf 'wheel: %s, %s bytes\n' "$(basename "$wheel")" "$(stat -c %s "$wheel")"
"$full/bin/python" -m zipfile -l "$wheel" | grep "groundwire/py.typed" >/dev/null
# Away from the sources, so that nothing but the wheel can be imported.
cp -r "$root/python/tests" "$root/python/pyproject.toml" "$scratch/"
cd "$scratch"

python3 -m venv bare
bare/bin/pip install --quiet "$wheel" "$(grep ^pytest= "$pinned")"
bare/bin/groundwire --version
bare/bin/python -m pytest -q -p no:cacheprovider tests

"$full/bin/pip" install --quiet --force-reinstall --no-deps "$wheel"
"$full/bin/python" -m mypy --config-file pyproject.toml -p groundwire
"$full/bin/python" -m pytest -q -p no:cacheprovider tests/test_tables.py
"$full/bin/python" "$root/.ci/notebook.py" "$root/docs/groundwire.ipynb"
"$full/bin/python" "$root/.ci/tables.py" "$full/bin/groundwire"
