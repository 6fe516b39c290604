# Completion of hatchet for bash.
_hatchet_complete() {
  local rest=$COMP_LINE word gap current cut line kind i
  local -a words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $word ]]; then gap=${rest%%"$word"*}; else gap=$rest; fi
    rest=${rest#"$gap$word"}
    if ((i == 0)) || [[ -n $gap ]] || ((${#words[@]} == 0)); then
      words+=("$word")
    else
      words[${#words[@]} - 1]+=$word
    fi
  done
  current=${words[${#words[@]} - 1]}
  cut=
  [[ $COMP_WORDBREAKS == *=* && $current == --*=* ]] && cut=${current%%=*}=
  [[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && cut=${current%:*}:
  COMPREPLY=()
  kind=
  while IFS= read -r line; do
    if [[ -z $kind ]]; then kind=$line; continue; fi
    line=${line%%$'\t'*}
    [[ $line == "$cut"* ]] && COMPREPLY+=("${line#"$cut"}")
  done < <(hatchet __complete "${words[@]:1}" 2>/dev/null)
  [[ $current == --*=* ]] && current=${current#*=}
  case $kind in
    files) compopt -o filenames 2>/dev/null; while IFS= read -r line; do
        COMPREPLY+=("$line")
      done < <(compgen -f -- "$current") ;;
    directories) compopt -o filenames 2>/dev/null; while IFS= read -r line; do
        COMPREPLY+=("$line")
      done < <(compgen -d -- "$current") ;;
  esac
}
complete -o nosort -F _hatchet_complete hatchet 2>/dev/null || complete -F _hatchet_complete hatchet
