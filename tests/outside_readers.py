"""Programs that we did not write, asked what they say of a signed workbook."""

import html
import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest


def tool(name):
    """The path of an outside reader; without it the test is skipped here, and fails in CI."""
    found = shutil.which(name)
    if not found and os.environ.get("CI"):
        pytest.fail(f"{name} must be there in CI")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def xmlsec(content, folder, number):
    """Return (SignedInfo ok, all, manifest ok, all) as xmlsec1 counts them."""
    program = tool("xmlsec1")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    signature = folder / f"_xmlsignatures/sig{number}.xml"
    command = [
        program,
        "--verify",
        "--insecure",
        "--id-attr:Id",
        "Object",
        "--id-attr:Id",
        "SignedProperties",
    ]
    for uri in re.findall(r'URI="(/[^"]+)"', signature.read_text()):
        command.append(f"--url-map:{html.unescape(uri)}")
        command.append(str(folder / uri.split("?")[0][1:]))
    run = subprocess.run([*command, str(signature)], capture_output=True, text=True, check=False)
    counts = re.findall(r"References \(ok/all\): (\d+)/(\d+)", run.stdout + run.stderr)
    return tuple(int(n) for pair in counts for n in pair)


UNO = """
import os, subprocess, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

profile, *files = sys.argv[1:]
pipe = f"kmmp{os.getpid()}"
office = subprocess.Popen(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                           f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(1200):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.5)
make = context.ServiceManager.createInstanceWithContext
for file in files:
    option = PropertyValue()
    option.Name, option.Value = "StorageFormat", "ZipFormat"
    options = uno.Any("[]com.sun.star.beans.PropertyValue", (option,))
    storage = uno.invoke(make("com.sun.star.embed.StorageFactory", context), "createInstanceWithArguments",
                         ((uno.systemPathToFileUrl(file), 1, options),))
    signatures = context.ServiceManager.createInstanceWithArgumentsAndContext(
        "com.sun.star.security.DocumentDigitalSignatures", ("1.2", True), context)
    found = signatures.verifyDocumentContentSignatures(storage, None)
    print(*[int(s.SignatureIsValid) for s in found])
try:
    make("com.sun.star.frame.Desktop", context).terminate()
except Exception:
    pass
office.wait(600)
"""


def libreoffice_says(folder, files):
    """Per file of (name, content) which signatures LibreOffice calls valid, through UNO: ``["1 1", …]``."""
    tool("soffice")
    python = next(
        (
            p
            for p in ("/usr/bin/python3", tool("python3"))
            if Path(p).exists()
            and not subprocess.run([p, "-c", "import uno"], capture_output=True, check=False).returncode
        ),
        None,
    )
    if python is None:
        if os.environ.get("CI"):
            pytest.fail("python3-uno must be there in CI")
        pytest.skip("python3-uno is not installed")
    paths = []
    for name, content in files:
        (folder / name).write_bytes(content)
        paths.append(str(folder / name))
    command = [python, "-c", UNO, str(folder / "profile"), *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert run.stdout, run.stderr
    return run.stdout.splitlines()
