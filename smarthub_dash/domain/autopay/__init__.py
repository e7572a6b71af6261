"""Paying left to us: who enrolled which account on what terms, and each draft."""
