from app.media.selftest import require_sandbox, self_test


async def test_a_confined_child_breaks_out_in_no_way() -> None:
    report = await self_test()

    assert report.escaped == ()
    assert report.holds


async def test_the_attempts_cover_files_network_processes_and_memory() -> None:
    report = await self_test()

    assert {
        "open_file",
        "create_file",
        "reopen_original",
        "open_tcp_socket",
        "open_udp_socket",
        "open_unix_socket",
        "execute_program",
        "make_process",
        "signal_parent",
        "open_parent_memory",
        "map_executable_memory",
    } <= set(report.blocked)


async def test_a_machine_whose_sandbox_holds_may_start_its_worker() -> None:
    report = await require_sandbox("required")

    assert report.works
