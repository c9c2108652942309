// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// inNamespaces runs one test of this binary again, in a network namespace that has only loopback and in a
// mount namespace. It returns the output; `environment` overrides variables of the process.
func inNamespaces(test string, environment ...string) ([]byte, error) {
	command := exec.Command(os.Args[0], "-test.run=^"+test+"$", "-test.timeout=120s")
	command.Env = append(os.Environ(), environment...)
	command.SysProcAttr = &syscall.SysProcAttr{
		Unshareflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET,
		Pdeathsig:    syscall.SIGKILL,
	}
	if os.Geteuid() != 0 {
		command.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return command.CombinedOutput()
}

// bringLoopbackUp makes 127.0.0.0/8 and ::1 work in a new network namespace.
func bringLoopbackUp(t testing.TB) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	check(t, err)
	defer unix.Close(socket)
	request, err := unix.NewIfreq("lo")
	check(t, err)
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	check(t, unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, request))
}

// giveLoopback adds an IPv6 address to loopback, for example a link-local one.
func giveLoopback(t testing.TB, address string) {
	t.Helper()
	socket, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM, 0)
	check(t, err)
	defer unix.Close(socket)
	// struct in6_ifreq of linux/ipv6.h; loopback is the first interface.
	var request struct {
		address [16]byte
		prefix  uint32
		link    int32
	}
	copy(request.address[:], net.ParseIP(address).To16())
	request.prefix, request.link = 64, 1
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(socket), unix.SIOCSIFADDR,
		uintptr(unsafe.Pointer(&request))); errno != 0 {
		t.Fatalf("%s was not given to loopback: %v", address, errno)
	}
	// The kernel finishes this in a work queue. Until then the address is tentative and cannot be bound.
	deadline := time.Now().Add(10 * time.Second)
	for {
		listener, err := net.ListenUDP("udp6", &net.UDPAddr{IP: net.ParseIP(address), Zone: "lo"})
		if err == nil {
			_ = listener.Close()
			return
		}
		if !errors.Is(err, unix.EADDRNOTAVAIL) || time.Now().After(deadline) {
			t.Fatalf("%s was given to loopback, but cannot be used: %v", address, err)
		}
		time.Sleep(time.Millisecond)
	}
}

// replaceFile mounts a file with this text over another, for this process and its children.
func replaceFile(t testing.TB, path, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), filepath.Base(path))
	check(t, os.WriteFile(file, []byte(text), 0o644))
	check(t, unix.Mount(file, path, "", unix.MS_BIND, ""))
	t.Cleanup(func() { _ = unix.Unmount(path, unix.MNT_DETACH) })
}
