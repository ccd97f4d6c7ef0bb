from tools.generate_protos import differences, protos


def test_committed_modules_are_what_protoc_makes_of_proto() -> None:
    """Generated code is committed, and fresh."""
    assert protos()

    assert differences() == []
