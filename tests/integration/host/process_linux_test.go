// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"debug/elf"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// What the machine may lack: disk space, folders, a home, descriptors, /proc.

// startInNamespace starts the provider after a script of mounts, in a namespace of its own. The script
// runs as root of that namespace and ends with exec "$0".
func startInNamespace(t testing.TB, script string, environment []string) *process {
	t.Helper()
	if strings.HasPrefix(binary(t), "/tmp/") && strings.Contains(script, " /tmp") {
		t.Skip("the provider itself stands below /tmp")
	}
	probe := exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c",
		strings.TrimSuffix(script, `exec "$0"`)+"true")
	if output, err := probe.CombinedOutput(); err != nil {
		t.Skipf("no such mount namespace here: %s", strings.TrimSpace(string(output)))
	}
	return startCommand(t, exec.Command("unshare", "--mount", "--map-root-user", "sh", "-c", script,
		binary(t)), environment)
}

// readUnderMTLS requires a successful read under mTLS, and returns the handshake and the connection.
func readUnderMTLS(t testing.TB, p *process, client identity) (handshake, *connection) {
	t.Helper()
	h := p.handshake()
	if strings.HasPrefix(h.address, "/mnt/") { // mounted only for the provider
		h.address = fmt.Sprintf("/proc/%d/root%s", p.cmd.Process.Pid, h.address)
	}
	c := h.dialAs(t, client)
	c.configure(newCloud(t).settings())
	if state, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("%v, %v", state, said)
	}
	return h, c
}

// shell runs a script that ends with exec "$0", the provider.
func shell(t testing.TB, script string) *exec.Cmd {
	t.Helper()
	return exec.Command("sh", "-c", script, binary(t))
}

// LeakSanitizer, in a sanitized binary, needs /proc.
func (c *connection) stopWithoutProc(p *process, without bool) {
	c.t.Helper()
	if without && os.Getenv("CTS_SLOW_BINARY") != "" {
		c.shutDown(p)
	} else {
		c.stop(p)
	}
}

func TestUnwritableTmpdir_ReadStillSucceeds(t *testing.T) {
	for name, mount := range map[string]string{
		"no inode left":   "mount -t tmpfs -o nr_inodes=1 none /mnt",
		"no byte left":    "mount -t tmpfs -o size=4k none /mnt && head -c 4096 /dev/zero >/mnt/full",
		"read-only":       "mount -t tmpfs -o ro none /mnt",
		"read-only root":  "mount -t tmpfs -o ro none /mnt && mount -o remount,bind,ro /",
		"unwritable /tmp": "mount -t tmpfs -o ro none /mnt && mount -t tmpfs -o ro none /tmp",
		"no /proc":        "mount -t tmpfs -o ro none /mnt && mount -t tmpfs -o ro none /proc",
	} {
		t.Run(name, func(t *testing.T) {
			client := newIdentity(t)
			p := startInNamespace(t, mount+` && exec "$0"`, mtlsEnvironment(client, "TMPDIR=/mnt"))
			_, c := readUnderMTLS(t, p, client)
			c.stopWithoutProc(p, strings.Contains(mount, "/proc"))
		})
	}
}

// The released binary needs no other files: no /tmp, /proc, /dev or /etc.
func TestEmptyRoot_StaticBinaryNeedsNoOtherFile(t *testing.T) {
	file, err := elf.Open(binary(t))
	check(t, err)
	defer file.Close()
	for _, program := range file.Progs {
		if program.Type == elf.PT_INTERP {
			t.Skip("this binary is linked dynamically")
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root may change the root")
	}
	root := t.TempDir()
	text, err := os.ReadFile(binary(t))
	check(t, err)
	check(t, os.WriteFile(filepath.Join(root, "provider"), text, 0o755))
	check(t, os.Chmod(root, 0o555))
	client := newIdentity(t)
	command := exec.Command("/provider")
	command.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	command.Dir = "/"
	p := startCommand(t, command, without(mtlsEnvironment(client), "HOME"))
	h, c := readUnderMTLS(t, p, client)
	// Root can write even here, so the socket may have a folder.
	t.Logf("listens at %s", h.address)
	c.stop(p)
}

func TestProc_IsNotNeeded(t *testing.T) {
	client := newIdentity(t)
	p := startInNamespace(t, `mount -t tmpfs none /proc && exec "$0"`, mtlsEnvironment(client))
	_, c := readUnderMTLS(t, p, client)
	c.stopWithoutProc(p, true)
}

// gRPC's event engine, which programs that ship are built without, starts a thread for each CPU.
func TestManyCPUs_AddNoThread(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("this program may have gRPC's event engine")
	}
	client := newIdentity(t)
	p := startInNamespace(t, `mount -t tmpfs none /sys/devices/system/cpu &&
		echo 0-63 >/sys/devices/system/cpu/possible && exec "$0"`, mtlsEnvironment(client))
	_, c := readUnderMTLS(t, p, client)
	p.waitUntilAtMost("threads", maxThreadsAfterARead, p.threads)
	c.stop(p)
}

// A closed descriptor below 3 is the next one to be assigned: output meant for stderr would go to a
// socket.
func TestClosedStandardStreams_AreNotReusedForSockets(t *testing.T) {
	for name, script := range map[string]string{
		"stdin": `exec "$0" <&-`, "stderr": `exec "$0" 2>&-`, "both": `exec "$0" <&- 2>&-`,
	} {
		t.Run(name, func(t *testing.T) {
			client := newIdentity(t)
			p := startCommand(t, shell(t, script), mtlsEnvironment(client, "TF_LOG=TRACE"))
			_, c := readUnderMTLS(t, p, client)
			for fd := 1; fd <= 2; fd++ { // the descriptors that something is written to
				target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", p.cmd.Process.Pid, fd))
				if err != nil || strings.HasPrefix(target, "socket:") || strings.HasPrefix(target, "anon_inode:") {
					t.Errorf("descriptor %d is %q (%v)", fd, target, err)
				}
			}
			c.stop(p)
		})
	}
}

func TestClosedStdout_ExitsWithAnError(t *testing.T) {
	p := startCommand(t, shell(t, `exec "$0" >&-`), hostEnvironment())
	p.gone(slack(patience / 4))
	if code := p.exitCode(); code == 0 {
		t.Error("a host that cannot be told anything is told that all is well")
	}
}

func TestFewDescriptors_100ReadsWith32DescriptorsDoNotHang(t *testing.T) {
	client := newIdentity(t)
	p := startCommand(t, shell(t, `ulimit -n 32 && exec "$0"`), mtlsEnvironment(client))
	_, c := readUnderMTLS(t, p, client)
	cloud := newCloud(t)
	settings := cloud.settings()
	settings["batching"] = object{"enabled": false}
	c.configure(settings)
	// UBSan uses a pipe to look at an object of a type that it has not seen, and reports the object as broken
	// if it gets no descriptors. So let it see the types of this test before the descriptors are used up.
	check(t, c.served(patience))
	if _, said := c.read(object{"buckets": buckets("A")}); len(said) != 1 {
		t.Fatalf("a bad name: %v", said)
	}
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			request := readRequest(t, object{"buckets": buckets(fmt.Sprintf("audit-%02d", i)),
				"timeouts": object{"read": "5s"}})
			ctx, cancel := contextWithPatience()
			defer cancel()
			response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource", request)
			if err == nil && !response.has(1) && len(response.diagnostics(2)) == 0 {
				t.Error("neither a state nor an error")
			}
			if ctx.Err() != nil {
				t.Error("a read hangs")
			}
		})
	}
	group.Wait()
	check(t, c.served(patience))
	if state, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("the next read: %v, %v", state, said)
	}
	c.stop(p)
}

// More connections than the backlog and the descriptors allow: the connected host is still served.
func TestConnectionFlood_ConnectedHostIsStillServed(t *testing.T) {
	client := newIdentity(t)
	p := startCommand(t, shell(t, `ulimit -n 64 && exec "$0"`), hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
	h := p.handshake()
	c := h.dialAs(t, client)
	check(t, c.served(patience))
	var open []net.Conn
	for range 200 {
		if one, err := net.DialTimeout(h.network, h.address, 200*time.Millisecond); err == nil {
			open = append(open, one)
		}
	}
	if len(open) < 60 {
		t.Fatalf("only %d connections were made", len(open))
	}
	check(t, c.served(patience))
	for _, one := range open {
		_ = one.Close()
	}
	check(t, c.served(patience))
	waitUntilServed(t, h, client)
	c.worksAfterwards()
}
