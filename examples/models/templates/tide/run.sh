#!/bin/sh
# Writes the water level in metres, in {{ runtime.run_id }}, for each step: a tide of one constituent.
awk '
    { value[$1] = $2 }
    END {
        turn = 6.283185307
        for (step = 0; step <= value["steps"]; step++) {
            seconds = step * value["seconds"]
            printf "%d %.3f\n", seconds, value["amplitude"] * cos(turn * seconds / value["period"])
        }
    }
' input.txt > levels.txt
echo "wrote $(wc -l < levels.txt) levels"
