// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One accepted connection, plain or TLS, with the rude ways to end it.
//
// Close() on TLS sends no close_notify: an answer cut that way is the truncation a client must
// notice.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace fault_server {

class Stream {
 public:
  // Takes over `socket`.
  explicit Stream(int socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // False when the client refuses us, as most TLS faults make it do.
  [[nodiscard]] bool Handshake(SSL_CTX* context);

  // Appends what comes next to `buffer`; false at the end, on an error and after a minute.
  [[nodiscard]] bool Read(std::string& buffer);
  // Writes all; false when the client has gone. `pause` follows each `step` bytes.
  bool Write(std::string_view data);
  bool WriteSlowly(std::string_view data, std::chrono::milliseconds pause, std::size_t step = 1);

  // FIN to the client, which may still send.
  void HalfClose();
  // RST, once what was written has left. The connection is gone.
  void Reset();
  // FIN, without TLS's farewell.
  void Close();
  // As a good server does it.
  void CloseCleanly();

  // Ends every connection of the process.
  static void CloseAll();

 private:
  int socket_;
  SSL* ssl_ = nullptr;
};

}  // namespace fault_server
