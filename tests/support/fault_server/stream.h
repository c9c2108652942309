// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One accepted connection, plain or TLS, and ways to end it, including abrupt ones.
//
// Close() on TLS sends no close_notify: a response that ends this way is a truncation that the
// client must notice.

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

  // False if the client refuses the certificate, as after most TLS faults.
  [[nodiscard]] bool Handshake(SSL_CTX* context);

  // Appends what comes next to `buffer`; false at the end, on an error and after a minute.
  [[nodiscard]] bool Read(std::string& buffer);
  // Writes everything; false if the client has closed. A `pause` follows each `step` bytes.
  bool Write(std::string_view data);
  bool WriteSlowly(std::string_view data, std::chrono::milliseconds pause, std::size_t step = 1);

  // FIN to the client, which may still send.
  void HalfClose();
  // RST after the written data was sent. The connection is closed.
  void Reset();
  // FIN, without TLS's close_notify.
  void Close();
  // Closes like a correct server.
  void CloseCleanly();

  // Ends every connection of the process.
  static void CloseAll();

 private:
  int socket_;
  SSL* ssl_ = nullptr;
};

}  // namespace fault_server
