// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// atOnce is how many calls a provider makes in parallel.
const atOnce = 12

// bareClient only sends the calls of a read: prepared requests, and it waits for the responses' bytes.
// What a read takes beyond this is the provider's overhead.
type bareClient struct {
	connections []*bareConnection
}

// bareConnection sends its share of the requests, one after the other.
type bareConnection struct {
	connection net.Conn
	reader     *bufio.Reader
	requests   [][]byte
}

// newBareClient divides the buckets into calls. Without a service it returns no client.
func newBareClient(service string, buckets, callSize int) (*bareClient, error) {
	if service == "" {
		return nil, nil
	}
	client := &bareClient{}
	host := strings.TrimPrefix(service, "http://")
	for i := 0; i*callSize < buckets; i++ {
		if i < atOnce {
			connection, err := net.Dial("tcp", host)
			if err != nil {
				return nil, err
			}
			client.connections = append(client.connections,
				&bareConnection{connection: connection, reader: bufio.NewReaderSize(connection, 1<<20)})
		}
		c := client.connections[i%atOnce]
		c.requests = append(c.requests, writeRequest(host, i*callSize, min(callSize, buckets-i*callSize)))
	}
	return client, nil
}

func writeRequest(host string, first, count int) []byte {
	var body strings.Builder
	for i := range count {
		fmt.Fprintf(&body, `,{"bucket_name":"%s","bucket_location":"%s"}`, bucketName(first+i), location)
	}
	text := `{"buckets":[` + strings.TrimPrefix(body.String(), ",") + `]}`
	return fmt.Appendf(nil, "POST /v3/bench/checkbucket HTTP/1.1\r\nHost: %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", host, len(text), text)
}

func (c *bareClient) ask() (time.Duration, error) {
	ended := make(chan error, len(c.connections))
	began := time.Now()
	for _, connection := range c.connections {
		go func() { ended <- connection.askAll() }()
	}
	var failure error
	for range c.connections {
		if err := <-ended; err != nil {
			failure = err
		}
	}
	return time.Since(began), failure
}

func (c *bareConnection) askAll() error {
	for _, request := range c.requests {
		if _, err := c.connection.Write(request); err != nil {
			return err
		}
		if err := c.skipAnswer(); err != nil {
			return err
		}
	}
	return nil
}

// skipAnswer needs a Content-Length, which the benchmark's service always sends.
func (c *bareConnection) skipAnswer() error {
	status, err := c.reader.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.Contains(status, " 200 ") {
		return fmt.Errorf("the service answers %q", status)
	}
	length := -1
	for {
		line, err := c.reader.ReadString('\n')
		if err != nil {
			return err
		}
		if line == "\r\n" {
			break
		}
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
	}
	_, err = io.CopyN(io.Discard, c.reader, int64(length))
	return err
}
