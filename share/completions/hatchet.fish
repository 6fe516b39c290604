# Completion of hatchet for fish.
function __hatchet_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (hatchet __complete $words "$current" 2>/dev/null)
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
complete -c hatchet -e
complete -c hatchet -f -k -a '(__hatchet_complete)'
