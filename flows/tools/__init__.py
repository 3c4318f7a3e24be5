"""Commands that build files of transforms/rules from public sources; run by hand, never by the pipeline."""
