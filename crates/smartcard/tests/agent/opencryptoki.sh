#!/bin/sh
# Runs a command where openCryptoki has a software token of the test's own: in namespaces, with a daemon and folders that nobody else
# sees. $1 is the folder that keeps the token; the rest is the command.
set -e
folder=$1
shift
mkdir -p "$folder/var/swtok/TOK_OBJ" "$folder/etc"
chgrp -R pkcs11 "$folder/var"
chmod -R 770 "$folder/var"
cp /etc/opencryptoki/opencryptoki.conf "$folder/etc/"
# One slot: the software token, under the name that the daemon would give it.
printf 'version opencryptoki-3.1\nslot 0\n{\nstdll = libpkcs11_sw.so\n}\n' >"$folder/etc/opencryptoki.conf"
mount --make-rprivate /
mount -t tmpfs none /run
mount -t tmpfs none /dev/shm
mkdir -p /run/lock/opencryptoki/swtok /run/opencryptoki
chgrp -R pkcs11 /run/lock/opencryptoki
chmod -R 770 /run/lock/opencryptoki
mount --bind "$folder/var" /var/lib/opencryptoki
mount --bind "$folder/etc" /etc/opencryptoki
pkcsslotd
waited=0
while [ ! -S /run/pkcsslotd.socket ] && [ ! -S /run/opencryptoki/pkcsslotd.socket ] && [ $waited -lt 100 ]; do
    sleep 0.05
    waited=$((waited + 1))
done
exec "$@"
