#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Regenerates the Synthea bundles of this folder. Needs JDK 17, Maven (or a Maven wrapper in a parent folder) and gzip.
#   ./generate.sh          writes seed-21/ and seed-23/ next to this script
#   ./generate.sh FOLDER   writes them to FOLDER
# Set MVN to choose the Maven command.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "${1:-$here}"
dest=$(cd "${1:-$here}" && pwd)

find_maven() {
  if [ -n "${MVN:-}" ]; then echo "$MVN"; return; fi
  if command -v mvn >/dev/null 2>&1; then echo mvn; return; fi
  local d=$here
  while [ "$d" != / ] && [ -n "$d" ]; do
    if [ -f "$d/mvnw" ]; then echo "$d/mvnw"; return; fi
    d=$(dirname "$d")
  done
  echo "No mvn on the path and no mvnw in a parent folder" >&2
  return 1
}
maven=$(find_maven)

temp=$(mktemp -d "${TMPDIR:-/tmp}/synthea.XXXXXX")
trap 'rm -rf "$temp"' EXIT
cd "$temp"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>synthea-data</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.mitre.synthea</groupId>
      <artifactId>synthea</artifactId>
      <version>3.3.0</version>
    </dependency>
  </dependencies>
</project>
POM
"$maven" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib

for seed in 21 23; do
  # -e, the time zone and one thread are needed for the same bytes on every day and every machine.
  if ! java -Duser.timezone=UTC -Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8 -cp "lib/*" App \
    -p 5 -s "$seed" -cs "$seed" -r 20261101 -e 20261101 -a 5-45 \
    --generate.thread_pool_size=1 \
    --exporter.years_of_history=5 \
    --exporter.fhir.excluded_resources=Claim,ExplanationOfBenefit,SupplyDelivery \
    --exporter.pretty_print=false \
    --exporter.hospital.fhir.export=false \
    --exporter.practitioner.fhir.export=false \
    --exporter.baseDirectory="./out-$seed" Vermont > "log-$seed.txt" 2>&1; then
    tail -n 40 "log-$seed.txt" >&2
    exit 1
  fi
  mkdir -p "$dest/seed-$seed"
  rm -f "$dest/seed-$seed"/patient-*.json.gz
  n=0
  for file in "out-$seed"/fhir/*.json; do   # sorted by byte value: LC_ALL=C
    [ -f "$file" ] || { echo "Synthea wrote no bundle for seed $seed" >&2; exit 1; }
    n=$((n + 1))
    gzip -9 -n -c < "$file" > "$dest/seed-$seed/patient-$n.json.gz"
  done
  echo "seed $seed: $n bundles"
done
