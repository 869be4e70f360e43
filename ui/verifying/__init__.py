"""Verify: is a file intact, who signed it, is it complete?"""
