#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What include_direction.py must report, and what it must not."""

import pathlib
import tempfile
import unittest

from include_direction import EDGES, problem, problems, reachable


class IncludeDirection(unittest.TestCase):
    def test_reports_forbidden_includes(self):
        for file, header in [
            ("base/clock.cc", "provider/http/transport.h"),
            ("cty/value.h", "provider/schema/schema.h"),
            ("cts/check_bucket.cc", "provider/framework/diagnostics.h"),
            ("framework/provider.h", "provider/cts/check_bucket.h"),
            ("tfplugin6/service.cc", "provider/bucket_check/data_source.h"),
            ("plugin/serve.cc", "provider/tfplugin6/service.h"),
            ("configure/provider_config.cc", "provider/bucket_check/check_run.h"),
            ("bucket_check/data_source.cc", "provider/configure/provider_config.h"),
            ("cts/check_bucket.h", "provider/batch/read.h"),
            ("batch/read.h", "provider/framework/diagnostics.h"),
            ("cts/check_bucket.cc", "provider/configure/provider_config.h"),
            ("auth/signer.cc", "provider/session/session.h"),
            ("session/session.cc", "provider/cts_provider.h"),
            ("static/wipe_on_free.cc", "provider/plugin/serve.h"),
            ("plugin/serve.cc", "openssl/ssl.h"),
            ("novelty/new.cc", "provider/base/clock.h"),
            ("service/caller.cc", "curl/curl.h"),
            ("http/transport.cc", "curl/curl.h"),
            ("http/curl_transport.h", "curl/curl.h"),
            ("http/name_lookup.h", "curl/curl.h"),
            ("http/name_lookup.cc", "ares.h"),
            ("http/curl_transport.cc", "curl/curl.h"),
            ("cts/check_bucket.cc", "openssl/sha.h"),
            ("framework/provider.cc", "proto/tfplugin6.pb.h"),
            ("bucket_check/action.cc", "grpcpp/grpcpp.h"),
            ("tfplugin6/service.h", "grpcpp/grpcpp.h"),
        ]:
            with self.subTest(file=file, header=header):
                self.assertIsNotNone(problem(file, header))

    def test_accepts_allowed_includes(self):
        for file, header in [
            ("session/make_session.cc", "provider/configure/provider_config.h"),
            ("cts/check_bucket.h", "provider/session/session.h"),
            ("auth/iam.cc", "provider/http/transport.h"),
            ("bucket_check/data_source.cc", "provider/batch/request_batcher.h"),
            ("batch/read.h", "provider/cts/check_bucket.h"),
            ("configure/provider_config.cc", "provider/cty/value.h"),
            ("tfplugin6/service.cc", "provider/cty/codec.h"),
            ("base/clock.cc", "provider/base/clock.h"),
            ("base/clock.cc", "chrono"),
            ("main.cc", "provider/bucket_check/data_source.h"),
            ("http/curl_request.h", "curl/curl.h"),
            ("http/name_lookup.cc", "curl/curl.h"),
            ("http/ip_address.cc", "ares.h"),
            ("auth/signer.cc", "openssl/hmac.h"),
            ("tfplugin6/service.cc", "proto/tfplugin6.grpc.pb.h"),
            ("plugin/grpc_server.cc", "grpcpp/grpcpp.h"),
        ]:
            with self.subTest(file=file, header=header):
                self.assertIsNone(problem(file, header))

    def test_graph_has_no_cycle(self):
        for folder, targets in EDGES.items():
            for target in targets:
                self.assertNotIn(folder, reachable(target))

    def test_reads_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "cty" / "value.cc"
            file.parent.mkdir()
            file.write_text('// Text\n  #  include "provider/framework/provider.h"\n')
            [found] = problems(pathlib.Path(folder))
            self.assertIn("value.cc:2:", found)

    def test_every_folder_is_in_the_graph(self):
        root = pathlib.Path(__file__).resolve().parents[2] / "provider"
        folders = {path.parent.name for path in root.glob("*/*.h")}
        self.assertEqual(folders - set(EDGES), set())


if __name__ == "__main__":
    unittest.main()
