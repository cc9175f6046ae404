#!/usr/bin/env bash
# Unpacks rsyslog, syslog-ng and loggen side by side into artifacts/senders: as packages they exclude each other. Prints the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p artifacts/senders
cd artifacts/senders
if [ ! -e complete ]; then
  apt-get -qq -o APT::Sandbox::User=root download rsyslog libestr0 libfastjson4 liblognorm5 \
    syslog-ng-core libivykis0 libnet1 libwrap0 libjson-c5 >&2
  for package in *.deb; do dpkg -x "$package" .; done
  touch complete
fi
pwd
