#!/bin/sh
# What `cargo check` takes for 1, 10 and 50 models of ten columns: derived, and in hand-written Diesel with its derives.
#
# `model-runtime/benches/compile_cost.sh [runs]`: two crates in a temporary directory, whose dependencies are compiled first;
# the least of some runs (3 if not given), taken in turns, of the crate alone and without incremental compilation.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
runs=${1:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_INCREMENTAL=0
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/compile_cost"

# manifest KIND
manifest() {
    mkdir -p "$work/$1/src"
    cat > "$work/$1/Cargo.toml" <<EOF
[package]
name = "cost_$1"
version = "0.0.0"
edition = "2024"
[dependencies]
model-runtime = { path = "$root/model-runtime" }
diesel = { version = "~2.3.14", default-features = false, features = ["sqlite", "32-column-tables", "returning_clauses_for_sqlite_3_35"] }
[workspace]
EOF
    cp "$root/Cargo.lock" "$work/$1/Cargo.lock"
}

# fields of a row, without the key
fields() {
    cat <<EOF
    pub title: String,
    pub body: String,
    pub summary: Option<String>,
    pub language: String,
    pub author: i64,
    pub likes: i32,
    pub score: f64,
    pub published: bool,
    pub reply_to: Option<i64>,
}
EOF
}

# model I
model() {
    echo "#[derive(model_runtime::Model, Debug, Clone)] #[model(table = \"posts$1\")] pub struct Post$1 { pub id: i64,"
    fields
}

# diesel_ I
diesel_() {
    cat <<EOF
diesel::table! { posts$1 (id) { id -> BigInt, title -> Text, body -> Text, summary -> Nullable<Text>, language -> Text,
    author -> BigInt, likes -> Integer, score -> Double, published -> Bool, reply_to -> Nullable<BigInt>, } }
#[derive(Queryable, Selectable, Identifiable, Debug, Clone)] #[diesel(table_name = posts$1)] pub struct Post$1 { pub id: i64,
EOF
    fields
    echo "#[derive(Insertable, Debug, Clone)] #[diesel(table_name = posts$1)] pub struct NewPost$1 {"
    fields
    echo "#[derive(AsChangeset, Debug, Clone)] #[diesel(table_name = posts$1)] pub struct Post${1}Changes {"
    fields | sed 's/: \(.*\),$/: Option<\1>,/'
}

# generate KIND MODELS
generate() {
    {
        echo "use diesel::prelude::*;"
        i=0
        while [ "$i" -lt "$2" ]; do
            "$( [ "$1" = model ] && echo model || echo diesel_ )" "$i"
            i=$((i + 1))
        done
    } > "$work/$1/src/lib.rs"
}

check() {
    (cd "$work/$1" && touch src/lib.rs && cargo check --quiet 2> "$work/log" || { cat "$work/log" >&2; exit 1; })
}

# milliseconds KIND
milliseconds() {
    start=$(date +%s%N)
    check "$1"
    echo $(( ($(date +%s%N) - start) / 1000000 ))
}

for kind in model diesel; do
    manifest "$kind"
    generate "$kind" 0
    check "$kind"
done

echo "| models | model (ms) | diesel (ms) | model : diesel |"
echo "|---:|---:|---:|---:|"
for models in 0 1 10 50; do
    generate model "$models"
    generate diesel "$models"
    model_least=999999
    diesel_least=999999
    run=0
    while [ "$run" -lt "$runs" ]; do
        taken=$(milliseconds model)
        [ "$taken" -lt "$model_least" ] && model_least=$taken
        taken=$(milliseconds diesel)
        [ "$taken" -lt "$diesel_least" ] && diesel_least=$taken
        run=$((run + 1))
    done
    ratio=$(awk "BEGIN { printf \"%.2f\", $model_least / $diesel_least }")
    echo "| $models | $model_least | $diesel_least | $ratio |"
done
