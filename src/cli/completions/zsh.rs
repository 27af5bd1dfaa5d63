//! Zsh.

/// The completion function, as a file in a folder of `fpath` or to be sourced.
pub(super) const SCRIPT: &str = r#"#compdef groundwire
_groundwire() {
    local -a found plain open
    local one value
    found=("${(@f)$(GROUNDWIRE_COMPLETE=zsh _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) _CLAP_IFS=$'\n' \
        groundwire -- "${(@Q)words}" 2>/dev/null)}")
    for one in $found; do
        # What a colon without a backslash precedes is a description. More is typed after a folder and after `name=`.
        value=${${one//\\:/}%%:*}
        if [[ $value == *[/=] ]]; then open+=("$one"); else plain+=("$one"); fi
    done
    (( $#open )) && _describe -V values open -S ''
    (( $#plain )) && _describe -V values plain
}
if [[ $funcstack[1] == _groundwire ]]; then _groundwire "$@"; else compdef _groundwire groundwire; fi
"#;
