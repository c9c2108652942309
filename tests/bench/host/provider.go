// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

const (
	cookieName  = "TF_PLUGIN_MAGIC_COOKIE"
	cookieValue = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
)

// timeLine measures the CPU time and the time from exec to the handshake line, without go-plugin.
func timeLine(binary string, result samples) error {
	certificate, err := hostCertificate()
	if err != nil {
		return err
	}
	command := exec.Command(binary)
	command.Env = append(os.Environ(), cookieName+"="+cookieValue, "PLUGIN_PROTOCOL_VERSIONS=6",
		"PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000", "PLUGIN_CLIENT_CERT="+certificate)
	stdout, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return err
	}
	_, lineErr := bufio.NewReader(stdout).ReadString('\n')
	took := time.Since(began)
	cpu, cpuErr := cpuTime(command.Process.Pid)
	end(command.Process)
	_ = command.Wait()
	if err := errors.Join(lineErr, cpuErr); err != nil {
		return err
	}
	result.add("line_ms", float64(took.Nanoseconds())/1e6)
	result.add("line_cpu_ms", cpu)
	return nil
}

// hostCertificate is like the certificate that go-plugin creates for each start: ECDSA P-521, self-signed.
func hostCertificate() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
		IsCA:        true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), err
}

// connectionPlugin returns the bare gRPC connection.
type connectionPlugin struct{ plugin.NetRPCUnsupportedPlugin }

func (connectionPlugin) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }

func (connectionPlugin) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, connection *grpc.ClientConn) (any, error) {
	return connection, nil
}

type provider struct {
	client     *plugin.Client
	command    *exec.Cmd
	connection *grpc.ClientConn
}

func (p *provider) pid() int { return p.command.Process.Pid }

// startProvider measures the time to the first response, including go-plugin's own work, because a user
// waits for that too.
func startProvider(binary string, result samples) (*provider, error) {
	p := &provider{command: exec.Command(binary)}
	began := time.Now()
	p.client = plugin.NewClient(&plugin.ClientConfig{
		HandshakeConfig:  plugin.HandshakeConfig{ProtocolVersion: 4, MagicCookieKey: cookieName, MagicCookieValue: cookieValue},
		VersionedPlugins: map[int]plugin.PluginSet{6: {"provider": connectionPlugin{}}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		Cmd:              p.command,
		AutoMTLS:         true,
		Logger:           hclog.NewNullLogger(),
	})
	if err := p.connect(); err != nil {
		p.client.Kill()
		return nil, err
	}
	result.addSince("first_rpc_ms", began)
	cpu, err := cpuTime(p.pid())
	if err != nil {
		p.client.Kill()
		return nil, err
	}
	result.add("first_rpc_cpu_ms", cpu)
	return p, nil
}

func (p *provider) connect() error {
	protocol, err := p.client.Client()
	if err != nil {
		return err
	}
	dispensed, err := protocol.Dispense("provider")
	if err != nil {
		return err
	}
	connection, ok := dispensed.(*grpc.ClientConn)
	if !ok {
		return fmt.Errorf("go-plugin gave a %T", dispensed)
	}
	p.connection = connection
	return protocol.Ping()
}
