#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""gRPC 1.51.1 for a new clang, for macOS without Apple's SDK, and for responses that Windows splits."""

from edit import Replace, ReplaceLines, main

TCP = "src/core/lib/iomgr/tcp_windows.cc"

# Where the next send begins: `write_offset` bytes into the slice `write_index`.
PROGRESS = """
  size_t write_index;
  size_t write_offset;
  size_t write_left;
"""

HELPERS = """
/* Wine passes the buffers of a call on to sendmsg, which takes 1024. More fail
   with WSAEMSGSIZE, and the connection is lost. */
#define MAX_SEND_BUFFERS 1000

/* Fills in the buffers of the next send, and returns how many. */
static DWORD next_buffers(grpc_tcp* tcp, WSABUF* buffers) {
  grpc_slice_buffer* slices = tcp->write_slices;
  size_t offset = tcp->write_offset;
  DWORD count = 0;
  for (size_t i = tcp->write_index;
       i < slices->count && count < MAX_SEND_BUFFERS; ++i) {
    size_t length = GRPC_SLICE_LENGTH(slices->slices[i]) - offset;
    GPR_ASSERT(length <= ULONG_MAX);
    buffers[count].len = static_cast<ULONG>(length);
    buffers[count].buf =
        reinterpret_cast<char*>(GRPC_SLICE_START_PTR(slices->slices[i])) +
        offset;
    ++count;
    offset = 0;
  }
  return count;
}

/* Moves the start of the next send past what the socket has taken. */
static void count_sent(grpc_tcp* tcp, size_t sent) {
  grpc_slice_buffer* slices = tcp->write_slices;
  GPR_ASSERT(sent <= tcp->write_left);
  tcp->write_left -= sent;
  tcp->write_offset += sent;
  while (tcp->write_index < slices->count) {
    size_t length = GRPC_SLICE_LENGTH(slices->slices[tcp->write_index]);
    if (tcp->write_offset < length) break;
    tcp->write_offset -= length;
    ++tcp->write_index;
  }
}

/* Sends what the socket takes without waiting. Returns 0 if that is all,
   WSAEWOULDBLOCK if something is left, or the error. */
static int send_now(grpc_tcp* tcp) {
  while (tcp->write_left != 0) {
    WSABUF buffers[MAX_SEND_BUFFERS];
    DWORD count = next_buffers(tcp, buffers);
    DWORD sent = 0;
    if (WSASend(tcp->socket->socket, buffers, count, &sent, 0, NULL, NULL) !=
        0) {
      return WSAGetLastError();
    }
    if (sent == 0) return WSAEWOULDBLOCK;
    count_sent(tcp, sent);
  }
  return 0;
}

/* Starts a send of which the IO Completion Port reports the end. Returns 0 or
   the error. WSASend copies the buffers' addresses before it returns. */
static int send_later(grpc_tcp* tcp) {
  WSABUF buffers[MAX_SEND_BUFFERS];
  DWORD count = next_buffers(tcp, buffers);
  OVERLAPPED* overlapped = &tcp->socket->write_info.overlapped;
  memset(overlapped, 0, sizeof(*overlapped));
  if (WSASend(tcp->socket->socket, buffers, count, NULL, 0, overlapped, NULL) ==
      0) {
    return 0;
  }
  int wsa_error = WSAGetLastError();
  return wsa_error == WSA_IO_PENDING ? 0 : wsa_error;
}
"""

# The lock is held since the line before. It keeps a shutdown from closing the socket between the check
# and the send, after which its handle could be that of another socket.
END_OF_SEND = """
  bool more = false;
  if (error.ok()) {
    if (info->wsa_error != 0) {
      error = GRPC_WSA_ERROR(info->wsa_error, "WSASend");
    } else {
      count_sent(tcp, info->bytes_transferred);
      if (tcp->write_left != 0 && tcp->shutting_down) {
        error = GRPC_WSA_ERROR(WSA_OPERATION_ABORTED, "WSASend");
      } else if (tcp->write_left != 0) {
        int wsa_error = send_later(tcp);
        more = wsa_error == 0;
        if (!more) error = GRPC_WSA_ERROR(wsa_error, "WSASend");
      }
    }
  }
  if (more) {
    gpr_mu_unlock(&tcp->mu);
    grpc_socket_notify_on_write(handle, &tcp->on_write);
    return;
  }
  cb = tcp->write_cb;
  tcp->write_cb = NULL;
  gpr_mu_unlock(&tcp->mu);

  TCP_UNREF(tcp, "write");
"""

BEGIN_OF_WRITE = """
  tcp->write_cb = cb;
  tcp->write_slices = slices;
  tcp->write_index = 0;
  tcp->write_offset = 0;
  tcp->write_left = slices->length;

  int wsa_error = send_now(tcp);
  if (wsa_error != WSAEWOULDBLOCK) {
    grpc_core::ExecCtx::Run(DEBUG_LOCATION, cb,
                            wsa_error == 0
                                ? absl::OkStatus()
                                : GRPC_WSA_ERROR(wsa_error, "WSASend"));
    return;
  }

  TCP_REF(tcp, "write");
  wsa_error = send_later(tcp);
  if (wsa_error != 0) {
    TCP_UNREF(tcp, "write");
    grpc_core::ExecCtx::Run(DEBUG_LOCATION, cb,
                            GRPC_WSA_ERROR(wsa_error, "WSASend"));
    return;
  }
  grpc_socket_notify_on_write(socket, &tcp->on_write);
"""

EDITS = [
    # clang refuses `template` before a name without template arguments, and here they are deduced.
    Replace(
        "src/core/lib/promise/detail/basic_seq.h",
        old="Traits::template CallSeqFactory(f_,",
        new="Traits::CallSeqFactory(f_,",
    ),
    # zig's headers for macOS lack this one, of which gRPC has its own version.
    Replace(
        "src/core/lib/iomgr/nameser.h",
        old="#ifdef GRPC_HAVE_ARPA_NAMESER\n",
        new="#if defined(GRPC_HAVE_ARPA_NAMESER) && __has_include(<arpa/nameser.h>)\n",
    ),
    # A send that does not wait may take only a part of the bytes: on a stream socket, Windows promises at
    # least one. gRPC takes a part for everything, and the rest is lost: a response of a few MiB hangs, or
    # breaks TLS. grpc/grpc#28524 reports it; 1.51.1 is older than the fix. With these five edits, gRPC
    # counts what was sent, and sends the rest when the socket is free again.
    Replace(
        TCP,
        old="  grpc_slice_buffer* write_slices;\n",
        new="  grpc_slice_buffer* write_slices;" + PROGRESS,
    ),
    Replace(
        TCP,
        old="#define MAX_WSABUF_COUNT 16\n",
        new="#define MAX_WSABUF_COUNT 16\n" + HELPERS + "\n",
    ),
    ReplaceLines(
        TCP,
        first="  cb = tcp->write_cb;",
        last='  TCP_UNREF(tcp, "write");',
        count=13,
        new=END_OF_SEND,
    ),
    ReplaceLines(
        TCP,
        first="  grpc_winsocket_callback_info* info = &socket->write_info;",
        last="  size_t len;",
        count=8,
        new="",
    ),
    ReplaceLines(
        TCP,
        first="  tcp->write_cb = cb;",
        last="  grpc_socket_notify_on_write(socket, &tcp->on_write);",
        count=54,
        new=BEGIN_OF_WRITE,
    ),
]

if __name__ == "__main__":
    main(EDITS)
