"""Normalise, fold, sentences, words, outline."""
