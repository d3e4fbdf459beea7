using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Gantry.Network.UpperLayer;
using Xunit;

namespace Gantry.UnitTests.Network;

/// <summary>What goes to a socket without a pipe between.</summary>
public sealed class SocketOutputTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket near = new(SocketType.Stream, ProtocolType.Tcp);
    private Socket far = null!;

    public async Task InitializeAsync()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Task<Socket> accepting = listener.AcceptAsync();
        await near.ConnectAsync(listener.LocalEndPoint!);
        far = await accepting;
    }

    public Task DisposeAsync()
    {
        near.Dispose();
        far.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(1, 100)]
    [InlineData(3, 5_000)]
    [InlineData(40, 300_000)]
    [InlineData(3_000, 5_000)]
    [InlineData(3_000, 50)]
    public async Task What_was_written_and_what_was_lent_arrive_in_order(int pieces, int bytes)
    {
        SocketOutput output = new(near);
        ArrayBufferWriter<byte> expected = new();
        byte[] lent = new byte[bytes];
        new Random(7).NextBytes(lent);
        Task<byte[]> received = ReceiveAsync(pieces * (bytes + 13));
        for (int i = 0; i < pieces; i++)
        {
            byte[] header = [.. Enumerable.Repeat((byte)i, 13)];
            output.Write(header);
            output.Append(lent);
            expected.Write(header);
            expected.Write(lent);
        }

        Assert.False((await output.FlushAsync().AsTask().WaitAsync(Patience)).IsCompleted);
        await output.CompleteAsync();
        byte[] arrived = await received.WaitAsync(Patience);
        Assert.True(expected.WrittenSpan.SequenceEqual(arrived));
    }

    [Fact]
    public async Task A_span_larger_than_a_block_is_given()
    {
        SocketOutput output = new(near);
        output.Write("\u0001\u0002\u0003"u8);
        output.GetSpan(100_000)[..100_000].Fill(9);
        output.Advance(100_000);
        Task<byte[]> received = ReceiveAsync(100_003);
        await output.FlushAsync();
        Assert.Equal([1, 2, 3, .. Enumerable.Repeat((byte)9, 100_000)], await received.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_connection_that_was_closed_is_told_and_not_thrown()
    {
        SocketOutput output = new(near);
        near.Dispose();
        output.Write("\u0001"u8);
        Assert.True((await output.FlushAsync()).IsCompleted);
        await output.CompleteAsync();
    }

    [Fact]
    public async Task After_a_flush_that_was_given_up_nothing_more_is_sent()
    {
        SocketOutput output = new(near);
        byte[] much = new byte[64 << 20];
        output.Append(much);
        Task<FlushResult> first = output.FlushAsync().AsTask();
        Assert.False(first.IsCompleted);
        output.Write("\u0001"u8);
        Assert.True((await output.FlushAsync()).IsCompleted);
        near.Dispose();
        Assert.True((await first.WaitAsync(Patience)).IsCompleted);
        await output.CompleteAsync();
    }

    private async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        await new NetworkStream(far).ReadExactlyAsync(bytes);
        return bytes;
    }
}
