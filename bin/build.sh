# Shared by bin/khop and bin/test: finds the tools, says what to install where one is missing, and builds the jar with progress.
# Sourced, with $root set to the checkout.

jar=$root/server/target/khop.jar

stop() {
  printf 'khop: %s\n' "$@" >&2
  exit 1
}

# Arguments and output are Vietnamese: a POSIX locale would turn them into question marks before Java sees them.
utf8_locale() {
  case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
    *UTF-8* | *utf-8* | *UTF8* | *utf8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac
}

need_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java; else java=$(command -v java || true); fi
  [ -n "$java" ] || stop 'found no java. Install a JDK 17 or newer (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless) or set JAVA_HOME.'
  java_version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1)
  java_release=${java_version%%[!0-9]*}
  [ "${java_release:-0}" -ge 17 ] || stop "found Java ${java_version:-of an unknown version} at $java, expected 17 or newer. Install a JDK 17 (apt-get install openjdk-17-jdk-headless) or set JAVA_HOME."
}

need_build_tools() {
  need_java
  [ -x "$(dirname "$(readlink -f "$java")")/javac" ] ||
    stop "found a Java runtime at $java but no compiler beside it. Install a JDK (apt-get install openjdk-17-jdk-headless)."
  command -v mvn > /dev/null || stop 'found no mvn. Install Maven 3.8 or newer (apt-get install maven).'
  command -v node > /dev/null || stop 'found no node. Install Node.js 20 or newer with npm (https://nodejs.org, or your distribution).'
  command -v npm > /dev/null || stop 'found node but no npm. Install npm (apt-get install npm).'
  local node
  node=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
  [ "${node:-0}" -ge 20 ] || stop "found Node.js $(node --version), expected 20 or newer. Install Node.js 20 (https://nodejs.org)."
}

# True if there is no jar, or a file it is made of is newer.
stale() {
  [ -f "$jar" ] || return 0
  [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$root"/server/web \
    \( -name node_modules -o -name target -o -name dist -o -name e2e \) -prune -o \
    -type f -newer "$jar" -print -quit 2> /dev/null)" ]
}

# Builds the jar. Each module is named as its turn comes; the full output is in target/build.log.
build() {
  need_build_tools
  mkdir -p "$root/target"
  local log=$root/target/build.log started=$SECONDS pid code=0
  if command -v flock > /dev/null; then
    exec 9> "$root/target/build.lock"
    if ! flock -n 9; then
      printf 'khop: another build is running here, waiting for it ...\n' >&2
      flock 9
      if ! stale; then
        exec 9>&-
        return 0
      fi
    fi
  fi
  # A build that is cut short leaves no jar, so that the next run builds again; a process that runs the old one keeps its file.
  rm -f "$jar"
  printf 'khop: building (the first time downloads libraries, which takes some minutes) ...\n' >&2
  (cd "$root" && exec mvn -B -Dstyle.color=never -DskipTests -Dspotless.check.skip=true -pl server -am package) > "$log" 2>&1 9>&- &
  pid=$!
  trap 'stop_build "$pid"' INT TERM
  show_progress "$log" "$pid" "$started"
  wait "$pid" || code=$?
  trap - INT TERM
  if command -v flock > /dev/null; then exec 9>&-; fi
  if [ "$code" -ne 0 ]; then
    grep -E '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    printf 'khop: the build failed after %d s; all of its output is in %s\n' $((SECONDS - started)) "$log" >&2
    exit 2
  fi
  printf 'khop: built in %d s\n' $((SECONDS - started)) >&2
}

stop_build() {
  kill "$1" 2> /dev/null || true
  wait "$1" 2> /dev/null || true
  printf '\nkhop: build stopped\n' >&2
  exit 130
}

# Names each module as the log reaches it; on a terminal also the time and the downloads so far.
show_progress() {
  local log=$1 pid=$2 started=$3 shown=0 module modules downloads
  while :; do
    mapfile -t modules < <(sed -nE 's/^\[INFO\] Building ([^ ]+) .*\[([0-9]+)\/([0-9]+)\]$/[\2\/\3] \1/p' "$log" 2> /dev/null)
    for module in "${modules[@]:shown}"; do
      if [ -t 2 ]; then printf '\r\033[K' >&2; fi
      printf '  %s\n' "$module" >&2
    done
    shown=${#modules[@]}
    kill -0 "$pid" 2> /dev/null || break
    if [ -t 2 ]; then
      downloads=$(grep -c 'Downloaded from' "$log" 2> /dev/null || true)
      printf '\r\033[K  %d s, %d files downloaded' $((SECONDS - started)) "${downloads:-0}" >&2
    fi
    sleep 1 || true
  done
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}

# A start's classes as bin/prepare laid them out for this JDK, in $prepared; $as_cache says whether it is the kind that JDK 25 and newer read.
prepared_file() {
  as_cache=no
  [ "$java_release" -lt 25 ] || as_cache=yes
  prepared=$root/server/target/start-$java_version.$([ "$as_cache" = yes ] && echo aot || echo jsa)
}

# What the server runs with, in $server_options. Objects have small headers where Java knows how; what was laid out ahead is used where it is of
# this jar, and Java goes on without it where it does not fit.
set_server_options() {
  server_options=()
  [ "$java_release" -lt 25 ] || server_options+=(-XX:+UseCompactObjectHeaders)
  prepared_file
  if [ "$prepared" -nt "$jar" ]; then
    if [ "$as_cache" = yes ]; then server_options+=("-XX:AOTCache=$prepared" -Xlog:aot=off); else server_options+=("-XX:SharedArchiveFile=$prepared"); fi
    server_options+=(-Xlog:cds=off)
  fi
}
