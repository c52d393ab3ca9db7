#!/bin/bash
# A real Asterisk on loopback, out of Debian's own packages. Needs root; about 2 minutes the first time, 505 MB (286 MB slimmed).
# `make test-asterisk` uses it; see NOTICE.md beside it.
#   lab.sh make  [sid|bullseye] DIR   sid = Asterisk 22.10, bullseye = 16.28; uses the mirror that apt is set up with
#   lab.sh start DIR                  prints pid=N; stop it with: kill N
set -e
here=$(cd "$(dirname "$0")" && pwd)
mirror() {  # the first Debian mirror of this machine's apt
  { sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources; sed -n 's/^deb *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' /etc/apt/sources.list; } 2>/dev/null | head -1
}
case "$1" in
make) suite=${2:-sid}; dir=$3
  apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends debootstrap sip-tester
  debootstrap --variant=minbase --include=asterisk,ca-certificates "$suite" "$dir" "$(mirror)"
  rm -rf "$dir"/var/cache/apt/* "$dir"/usr/share/{doc,man,locale}
  echo "127.0.0.1 localhost $(hostname)" > "$dir/etc/hosts" ;;   # else Asterisk looks its own name up outside
start) dir=$2; log=$(mktemp)
  mkdir -p "$dir/etc/asterisk-cti" "$dir/var/run/asterisk" "$dir/var/log/asterisk"; cp "$here"/conf/*.conf "$dir/etc/asterisk-cti/"
  mod=$(dirname "$(find "$dir/usr/lib" -name app_queue.so)"); sed -i "s#^astmoddir.*#astmoddir => ${mod#"$dir"}#" "$dir/etc/asterisk-cti/asterisk.conf"
  setsid chroot "$dir" /usr/sbin/asterisk -f -n -C /etc/asterisk-cti/asterisk.conf > "$log" 2>&1 &
  for i in $(seq 60); do grep -q 'Asterisk Ready' "$log" && break; sleep .5; done
  ss -ltnp | grep -o '127.0.0.1:5038.*pid=[0-9]*' | grep -o 'pid=[0-9]*' ;;
*) sed -n 2,5p "$0" ;;
esac
