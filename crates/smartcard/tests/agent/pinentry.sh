#!/bin/sh
# A pinentry whose person reads from a script: one line of the file `answers` for each window. What windows say goes to `windows`.
cd "$PINENTRY_FOLDER" || exit 1
printf 'OK at your service\n'
while IFS= read -r line; do
    printf '%s\n' "$line" >>windows
    case $line in
    GETPIN | CONFIRM)
        answer=$(head -n 1 answers)
        tail -n +2 answers >answers.rest
        mv answers.rest answers
        case $answer in
        'pin '*) printf 'D %s\nOK\n' "${answer#pin }" ;;
        yes) printf 'OK\n' ;;
        no) printf 'ERR 83886194 Not confirmed <Pinentry>\n' ;;
        wait) exec sleep 60 ;;
        broken) exit 1 ;;
        *) printf 'ERR 83886179 Operation cancelled <Pinentry>\n' ;;
        esac
        ;;
    *) printf 'OK\n' ;;
    esac
done
