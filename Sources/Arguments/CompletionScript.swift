/// The shells for which there is a script that asks `PROGRAM __complete WORDS…`.
package enum CompletionScript: String, CaseIterable, ArgumentValue {
  case bash, zsh, fish

  /// The script, to be sourced or put where the shell looks for it. It depends on nothing but the program's name.
  package func text(program: String) -> String {
    // A name with a dash in it is no name of a function everywhere.
    let function = String(program.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    let template =
      switch self {
      case .bash: Self.bashText
      case .zsh: Self.zshText
      case .fish: Self.fishText
      }
    return template.split(separator: "@FUNCTION@", omittingEmptySubsequences: false).joined(separator: function)
      .split(separator: "@PROGRAM@", omittingEmptySubsequences: false).joined(separator: program)
  }

  /// bash splits words at `=` and `:`, too. They are put together again by what stands between them in the line, and of
  /// the candidates only the part behind the last split is handed back.
  private static let bashText = #"""
    # Completion of @PROGRAM@ for bash.
    _@FUNCTION@_complete() {
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
      done < <(@PROGRAM@ __complete "${words[@]:1}" 2>/dev/null)
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
    complete -o nosort -F _@FUNCTION@_complete @PROGRAM@ 2>/dev/null || complete -F _@FUNCTION@_complete @PROGRAM@

    """#

  private static let zshText = #"""
    #compdef @PROGRAM@
    # Completion of @PROGRAM@ for zsh.
    _@FUNCTION@() {
      local -a lines candidates
      local kind line value
      lines=("${(@f)$(@PROGRAM@ __complete "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
      kind=$lines[1]
      for line in "${(@)lines[2,-1]}"; do
        value=${line%%$'\t'*}
        if [[ $line == *$'\t'* ]]; then
          candidates+=("${value//:/\\:}:${line#*$'\t'}")
        else
          candidates+=("${value//:/\\:}")
        fi
      done
      if (( $#candidates )); then _describe -V '@PROGRAM@' candidates; fi
      if [[ $kind != none && $PREFIX == --*=* ]]; then compset -P '*='; fi
      case $kind in
        files) _files ;;
        directories) _files -/ ;;
      esac
    }
    if [[ $funcstack[1] == _@FUNCTION@ ]]; then
      _@FUNCTION@ "$@"
    elif (( $+functions[compdef] )); then
      compdef _@FUNCTION@ @PROGRAM@
    fi

    """#

  private static let fishText = #"""
    # Completion of @PROGRAM@ for fish.
    function __@FUNCTION@_complete
        set -l words (commandline -opc)
        set -e words[1]
        set -l current (commandline -ct)
        set -l lines (@PROGRAM@ __complete $words "$current" 2>/dev/null)
        set -l kind $lines[1]
        set -e lines[1]
        test (count $lines) -gt 0; and printf '%s\n' $lines
        set -l lead (string match -r -- '^--[^=]*=' $current)
        set -l path (string replace -r -- '^--[^=]*=' '' $current)
        switch "$kind"
            case files
                for found in (__fish_complete_path "$path")
                    echo "$lead$found"
                end
            case directories
                for found in (__fish_complete_directories "$path" '')
                    echo "$lead$found"
                end
        end
    end
    complete -c @PROGRAM@ -e
    complete -c @PROGRAM@ -f -k -a '(__@FUNCTION@_complete)'

    """#
}
