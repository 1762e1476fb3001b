"""An image name is accepted exactly where Docker accepts it, and a refusal says which part is wrong."""

from __future__ import annotations

import pytest

from faults import faults, messages
from rompy.backends import DockerConfig
from rompy.backends.image import image_fault

SHA256 = "sha256:" + "0f" * 32
ID = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a"

ACCEPTED = {
    "Docker Hub, with and without its name": [
        *("debian", "swan:41.45", "library/debian", "library/debian:12", "user/swan", "user/swan/cpu", "docker/docker"),
        *("docker.io/debian", "docker.io/library/debian", "docker.io/user/swan:1", "docker.io/library/a/b"),
        *("index.docker.io/debian", "index.docker.io/library/debian", "index.docker.io/user/swan"),
        *(
            "a",
            "a/b",
            "d/docker",
            "jess/t",
            "a/a/a/a",
            "aa/aa/aa/aa/aa/aa/bb/bb/bb",
            "nonlibrary/ubuntu",
            "store/foo/bar",
        ),
        *("other/library", "library/library", "ubuntu-12.04-base", "library/ubuntu-12.04-base"),
        "thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev",
    ],
    "registries": [
        *("localhost/swan", "localhost/library/swan", "localhost:5000/swan", "localhost:8080/a/b:c"),
        *("test.com/foo", "test.com/repo:tag", "test.com:8080/foo", "test:5000/repo", "test:5000/repo:tag"),
        *("test-com:8080/foo", "a-b.com/x", "ab.c-om/x", "0101.com/x", "001a.com/x", "b.gbc.io:443/x", "ab.cd.com/x"),
        *("sub-dom1.foo.com/bar/baz/quux", "sub-dom1.foo.com/bar/baz/quux:some-long-tag", "blog.foo.com/bar/baz"),
        *(
            "b.registry.example.org/test.example.com/my-app:test.example.com",
            "registry.example.org/library/busybox",
            "example.com:8000/named",
        ),
        *("xn--n3h.com/foo", "xn--n3h.com:18080/foo", "xn--7o8h.com/myimage:xn--7o8h.com", "foo.com/foo_bar"),
        *("127.0.0.1:5000/docker/docker", "192.168.0.1:8/debian", "192.168.1.1/repo", "192.168.1.1:5000/repo:5050"),
        *("test.com:750050/any-number-of-digits", "private.example.com:8000/moonbase"),
    ],
    "capitals in a first part make it a registry": [
        *("LOCALDOMAIN/debian", "LOCALDOMAIN/library/debian", "Docker/docker", "DOCKER/docker", "Foo/bar", "FOO/bar"),
        *("Asdf.com/foo/bar", "Uppercase/lowercase:tag", "EXAMPLE.com:80/x"),
    ],
    "IPv6 registries": [
        *("[::1]:5000/repo", "[fc00::1]:5000/docker/docker", "[fc00:1:2:3:4:5:6:7]:5000/library/debian"),
        *("[2001:db8::1]/repo", "[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8::]:5000/repo", "[2001:DB8::A]/repo"),
        *(f"[2001:db8::1]:5000/repo@{SHA256}", f"[2001:db8::1]:5000/repo:tag@{SHA256}", "[fd00123123123]:75050/x"),
    ],
    "a first part with an underscore is a part of the path": [
        *("test_com/foo", "a_b.c/x", "foo_bar.com/app", f"a_b.c/x:T@{SHA256}", "a_b.c/" + "a" * 249),
    ],
    "without a slash, a colon begins a tag": [
        *("test.com:5000", "test.com:tag", "foo_bar.com:8080", "192.168.0.1", "192.168.0.1:80", "localhost:8080"),
        *("localhost", "foo.com", "foo/foo_bar.com:8080", f"localhost:8080@{SHA256}"),
    ],
    "separators": [
        *("test_com", "test_com/foo", "dock__er/docker", "docker---rules/docker", "docker-rules/docker", "aa-a/a"),
        *("a.b", "a_b", "a__b", "a-b", "a----b", "a.b_c__d-e---f", "1/2", "0", "do__cker/docker", "foo_bar.com"),
        *(
            "example.com/some_separator__underscore/myimage",
            "registry.io/foo/project--id.module--name.ver---sion--name",
        ),
    ],
    "tags": ["a:A", "lowercase:Uppercase", "a:_", "a:1", "a:-".replace("-", "x-"), "a:v1.0_b-c", f"a:{'t' * 128}"],
    "digests": [
        *(f"busybox@{SHA256}", f"busybox:latest@{SHA256}", f"test:5000/repo@{SHA256}", f"localhost@{SHA256}"),
        *("a@sha256:" + "f" * 64, "a@sha384:" + "f" * 96, "a@sha512:" + "f" * 128),
    ],
    "an id behind a registry is a name": [f"docker.io/{ID}", f"user/{ID}", ID[:-1], f"{ID}0", f"{ID}:tag"],
    "lengths": [
        *("library/" + "a" * 247, "a" * 247, "docker.io/" + "a" * 247, "a/" + "a" * 253, "example.com/" + "a" * 255),
        *("a/" * 127 + "a:the-tag-does-not-count", "example.com/" + "a/" * 127 + "a"),
    ],
}


@pytest.mark.parametrize("name", [name for names in ACCEPTED.values() for name in names])
def test_a_name_that_docker_accepts(name: str) -> None:
    assert image_fault(name) is None
    assert DockerConfig(image=name).image == name


PART = "must be lower-case letters and digits, joined by single '.', one or two '_', or any '-'"
TAG = "a tag has up to 128 letters, digits, '_', '.' and '-', and begins with none of the last two"
DIGEST = "a digest is sha256: and 64 lower-case hexadecimal digits"
EMPTY_PART = "a part of its path is empty"
NO_NAME = "no repository stands before the ':' or '@'"
BLANK = "it holds a blank or a line break"
TOO_LONG = "the repository has more than 255 characters"
IS_ID = "64 hexadecimal digits are an image's id, not its name"
ONLY_HOST = "it is a registry host alone: a repository follows after a '/'"

REFUSED = {
    "": "it is empty",
    ID: IS_ID,
    "f" * 64: IS_ID,
    # blanks and other characters
    " ": BLANK,
    "swan latest": BLANK,
    " swan": BLANK,
    "swan ": BLANK,
    "swan\n": BLANK,
    "swan:1\n": BLANK,
    f"swan@{SHA256}\n": BLANK,
    "swan\t": BLANK,
    "swän": "it holds 'ä', which is not ASCII",
    "swan:\u0661": "it holds '\u0661', which is not ASCII",
    "\u2603.com/swan": "it holds '\u2603', which is not ASCII",
    "\u212aelvin": "it holds '\u212a', which is not ASCII",
    "aa/asdf$$^/aa": f"'asdf$$^' {PART}",
    "a^a": f"'a^a' {PART}",
    "a{fault}": f"'a{{fault}}' {PART}",
    "asdf$$^/aa": f"'asdf$$^' {PART}",
    # addresses
    "https://github.com/docker/docker": "an address is no image name: leave out https://",
    "docker://swan": "an address is no image name: leave out docker://",
    # capitals
    "Uppercase:tag": "the repository must be in lower case: uppercase",
    "Swan": "the repository must be in lower case: swan",
    "docker/Docker": "the repository must be in lower case: docker/docker",
    "docker.io/Docker": "the repository must be in lower case: docker",
    "docker.io/docker/Docker": "the repository must be in lower case: docker/docker",
    "library/Docker": "the repository must be in lower case: library/docker",
    "Foo/FarB": "the repository must be in lower case: farb",
    "test:5000/Uppercase/lowercase:tag": "the repository must be in lower case: uppercase/lowercase",
    "F" * 64: f"the repository must be in lower case: {'f' * 64}",
    # separators
    "-foo": f"'-foo' {PART}",
    "foo-": f"'foo-' {PART}",
    "-docker/docker": f"'-docker' {PART}",
    "docker-/docker": f"'docker-' {PART}",
    "-docker-/docker": f"'-docker-' {PART}",
    "foo/-bar": f"'-bar' {PART}",
    "foo/bar-": f"'bar-' {PART}",
    "a-/a/a/a": f"'a-' {PART}",
    "foo.com/a-/a/a": f"'a-' {PART}",
    "____/____": f"'____' {PART}",
    "_docker/_docker": f"'_docker' {PART}",
    "docker_/docker_": f"'docker_' {PART}",
    "a___b": f"'a___b' {PART}",
    "__": f"'__' {PART}",
    "a__": f"'a__' {PART}",
    "dock_.er/x": "dock_.er is no registry host",
    "dock-.er/docker": "dock-.er is no registry host",
    "x/dock..er": f"'dock..er' {PART}",
    "x/dock_.er": f"'dock_.er' {PART}",
    "a.": f"'a.' {PART}",
    ".a": f"'.a' {PART}",
    "example.com/__underscore/myimage": f"'__underscore' {PART}",
    "example.com/..dots/myimage": f"'..dots' {PART}",
    "example.com/nodouble..dots/myimage": f"'nodouble..dots' {PART}",
    "_A/b_/C:": "_A is no registry host",
    # empty parts
    "docker/": EMPTY_PART,
    "docker///docker": EMPTY_PART,
    "docker.io/docker///docker": EMPTY_PART,
    "a//a/a": EMPTY_PART,
    "a/a/a/a/": EMPTY_PART,
    "/a": EMPTY_PART,
    "/": EMPTY_PART,
    "foo.com/": EMPTY_PART,
    "docker.io/": EMPTY_PART,
    "foo.com/:tag": EMPTY_PART,
    ":justtag": NO_NAME,
    ":": NO_NAME,
    f"@{SHA256}": NO_NAME,
    # registry hosts
    "-docker.io/docker/docker": "-docker.io is no registry host",
    "ab-.com/x": "ab-.com is no registry host",
    "ab.-com/x": "ab.-com is no registry host",
    "ab.com-/x": "ab.com- is no registry host",
    "docker./docker": "docker. is no registry host",
    ".docker/docker": ".docker is no registry host",
    "do..cker/docker": "do..cker is no registry host",
    "dock..er/docker": "dock..er is no registry host",
    "do__cker:8080/docker": "do__cker:8080 is no registry host",
    "foo_bar.com:8080/app": "foo_bar.com:8080 is no registry host",
    "bad_hostname.com:8080/myapp:tag": "bad_hostname.com:8080 is no registry host",
    "foo.com:http/bar": "foo.com:http is no registry host",
    "test.com:/bar": "test.com: is no registry host",
    f"localhost:http/name@{SHA256}": "localhost:http is no registry host",
    "fc00::1:5000/debian": "fc00::1:5000 is no registry host",
    "[fd00:1:2::3]75050/x": "[fd00:1:2::3]75050 is no registry host",
    "[fd00:1:2::3]::75050/x": "[fd00:1:2::3]::75050 is no registry host",
    "[fe80::1%eth0]:5000/debian": "[fe80::1%eth0]:5000 is no registry host",
    "[fe80::1%@invalidzone]:5000/repo": "[fe80::1%@invalidzone]:5000 is no registry host",
    "[2001:db8:3:4::192.0.2.33]:5000/debian": "[2001:db8:3:4::192.0.2.33]:5000 is no registry host",
    "[fc00::1]": ONLY_HOST,
    "[fc00::1]:5000": ONLY_HOST,
    "[2001:db8::1]:tag": ONLY_HOST,
    # tags
    "swan:": "no tag follows the colon",
    f"swan:@{SHA256}": "no tag follows the colon",
    f"swan:{'t' * 129}": TAG,
    "swan:-foo": TAG,
    "swan:.foo": TAG,
    "swan:a:b": TAG,
    "swan::": TAG,
    "swan:a/b": "swan:a is no registry host",
    "registry.com:8080/myapp:invalid~tag": TAG,
    # digests
    "swan@": "nothing follows the @",
    "swan:1@": "nothing follows the @",
    "swan@sha256": DIGEST,
    "swan@sha256:": DIGEST,
    "swan@sha256:" + "f" * 34: DIGEST,
    "swan@sha256:" + "f" * 63: DIGEST,
    "swan@sha256:" + "f" * 65: DIGEST,
    "swan@sha256:" + "F" * 64: DIGEST,
    "swan@SHA256:" + "f" * 64: DIGEST,
    "swan@sha256:" + "g" * 64: DIGEST,
    "swan@sha512:" + "f" * 64: DIGEST,
    "swan@sha384:" + "f" * 128: DIGEST,
    "swan@md5:" + "f" * 32: DIGEST,
    "swan@invaliddigest:" + "f" * 64: DIGEST,
    "swan@sha256+b64:" + "f" * 64: DIGEST,
    f"swan@{SHA256}@{SHA256}": DIGEST,
    f"swan@{SHA256}:tag": DIGEST,
    "registry.com:8080/myapp@bad": DIGEST,
    "registry.com:8080/myapp@2bad": DIGEST,
    "registry.com:8080/myapp@sha256:badbadbadbad": DIGEST,
    # lengths, in which Docker Hub's own folder counts
    "a" * 248: TOO_LONG,
    "docker.io/" + "a" * 248: TOO_LONG,
    "library/" + "a" * 248: TOO_LONG,
    "a/" + "a" * 254: TOO_LONG,
    "domain/" + "a" * 256 + ":tag": TOO_LONG,
    "example.com/" + "a" * 256: TOO_LONG,
    "a/" * 128 + "a": TOO_LONG,
    "a_b.c/" + "a" * 250: TOO_LONG,
}


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_name_that_docker_refuses(name: str, reason: str) -> None:
    assert image_fault(name) == reason
    assert faults(DockerConfig, {"image": name}) == [("image_name", ("image",))]
    assert messages(DockerConfig, {"image": name}) == [f"Docker image name {name!r} is not valid: {reason}"]
