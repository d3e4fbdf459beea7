using System.IO.Pipelines;
using Gantry.Network.Dimse;
using Gantry.Network.Requesting;
using Xunit;

namespace Gantry.UnitTests.Network.Sending;

/// <summary>A data set goes out in the same PDUs, whether it is read as a stream or taken in pieces.</summary>
public sealed class MessageSenderTests
{
    private static readonly CommandSet Command = new() { Field = CommandField.CStoreRequest, MessageId = 1, AffectedSopClassUid = "1.2.3", AffectedSopInstanceUid = "1.2.3.4", Priority = 0, HasDataset = true };

    [Theory]
    [InlineData(1, 16_384u, 1_000)]
    [InlineData(10_000, 128u, 999)]
    [InlineData(100_001, 16_384u, 100_001)]
    [InlineData(100_001, 16_384u, 7)]
    [InlineData(600_000, uint.MaxValue, 65_536)]
    public async Task Pieces_and_PDUs_need_not_end_together(int length, uint maxPduBytes, int pieceBytes)
    {
        byte[] dataset = new byte[length];
        new Random(3).NextBytes(dataset);
        Pieces pieces = new(dataset, pieceBytes);
        byte[] taken = await SendAsync(pieces, length, maxPduBytes);
        Assert.Equal(await SendAsync(new MemoryStream(dataset), length, maxPduBytes), taken);
        Assert.True(pieces.IsTakenBack);
    }

    [Fact]
    public async Task Bytes_beyond_the_length_said_stay_behind_and_too_few_are_a_fault()
    {
        byte[] dataset = new byte[5_000];
        Assert.Equal(await SendAsync(new MemoryStream(dataset), 4_000, 16_384), await SendAsync(new Pieces(dataset, 5_000), 4_000, 16_384));
        Pipe pipe = new();
        Assert.False(await MessageSender.SendAsync(pipe.Writer, 1, Command, new Pieces(dataset, 2_000), 5_001, 16_384, FlushAsync, CancellationToken.None));
    }

    [Fact]
    public async Task A_piece_whose_flush_failed_is_not_asked_back()
    {
        Pieces pieces = new(new byte[5_000], 2_000);
        Pipe pipe = new();
        Assert.False(await MessageSender.SendAsync(pipe.Writer, 1, Command, pieces, 5_000, 16_384, _ => ValueTask.FromResult(false), CancellationToken.None));
        Assert.False(pieces.IsTakenBack);
    }

    private static async Task<byte[]> SendAsync(Stream dataset, long length, uint maxPduBytes)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        Assert.True(await MessageSender.SendAsync(pipe.Writer, 1, Command, dataset, length, maxPduBytes, FlushAsync, CancellationToken.None));
        await pipe.Writer.CompleteAsync();
        using MemoryStream sent = new();
        await pipe.Reader.CopyToAsync(sent);
        return sent.ToArray();
    }

    private static async ValueTask<bool> FlushAsync(PipeWriter output) => !(await output.FlushAsync()).IsCompleted;

    private sealed class Pieces(byte[] bytes, int pieceBytes) : MemoryStream(bytes), IDatasetPieces
    {
        private readonly byte[] piece = new byte[pieceBytes];

        public bool IsTakenBack { get; private set; }

        public ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
        {
            int count = Read(piece);
            IsTakenBack = count == 0;
            return ValueTask.FromResult<ReadOnlyMemory<byte>>(piece.AsMemory(0, count));
        }
    }
}
