//! Builds the program anew when the page in `ui/dist` was, so that a release never carries an old
//! page. A debug build reads the page from the disk when it runs and needs no such care.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed=../../ui/dist");
    }
}
