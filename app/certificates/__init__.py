"""Certificates for HTTPS: a private authority, the server's certificate, or an agency's own.

Only this package knows ``cryptography``. ``published``, ``trust``, ``names`` and ``code`` do not
import it, so pages and helpers that merely show or believe a certificate stay light.
"""
