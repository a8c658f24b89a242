"""tuspyserver under uvicorn, as its documentation starts it. Usage: peer.py DIRECTORY PORT."""

import sys

import uvicorn
from fastapi import FastAPI
from tuspyserver import create_tus_router

directory, port = sys.argv[1:]
app = FastAPI()
app.include_router(create_tus_router(prefix="files", files_dir=directory))
uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning", http="httptools")
