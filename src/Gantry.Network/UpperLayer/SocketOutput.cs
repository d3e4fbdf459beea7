using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Network.UpperLayer;

/// <summary>
/// Writes straight to a socket, for connections without TLS: what the sender holds in memory of its own goes out without being copied, headers and payload gathered in one system
/// call. One caller at a time; a flush that was not waited for to its end is the last.
/// </summary>
public sealed class SocketOutput(Socket socket) : PipeWriter
{
    private const int BlockBytes = 16 * 1024;

    /// <summary>What is no longer than this is cheaper copied than gathered.</summary>
    private const int CopiedBytes = 4 * 1024;

    /// <summary>A system call takes 1,024; each has what was written before it beside it.</summary>
    private const int MaxPieces = 900;

    private readonly List<ArraySegment<byte>> pieces = [];
    private readonly List<byte[]> filled = [];
    private byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
    private int start;
    private int end;
    private Task? sending;
    private bool isOver;

    /// <summary>Puts bytes behind what was written so far without copying them, where that pays; borrowed until the next flush has completed.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > CopiedBytes && pieces.Count < MaxPieces && MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> piece))
        {
            Cut();
            pieces.Add(piece);
        }
        else
        {
            this.Write(bytes.Span);
        }
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, block.Length - end);
        end += bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (block.Length - end < Math.Max(sizeHint, 1))
        {
            Cut();
            filled.Add(block);
            block = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, BlockBytes));
            start = end = 0;
        }

        return block.AsMemory(end);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Sends all that was written; completed when the system has taken it. <see cref="FlushResult.IsCompleted"/> where the connection is no more.</summary>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Cut();
        isOver |= sending is not null;
        if (isOver || pieces.Count == 0)
        {
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: isOver));
        }

        Task<int> send;
        try
        {
            send = pieces.Count == 1 ? socket.SendAsync(pieces[0]) : socket.SendAsync(pieces);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            isOver = true;
            return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: true));
        }

        if (send.IsCompletedSuccessfully)
        {
            Clear();
            return ValueTask.FromResult(default(FlushResult));
        }

        sending = send;
        return new ValueTask<FlushResult>(FinishAsync(send));
    }

    /// <summary>Nothing more is sent.</summary>
    public override void CancelPendingFlush() => isOver = true;

    public override void Complete(Exception? exception = null)
    {
        if (sending is null && block.Length > 0)
        {
            Clear();
            ArrayPool<byte>.Shared.Return(block);
            block = [];
        }

        isOver = true;
    }

    private async Task<FlushResult> FinishAsync(Task<int> send)
    {
        try
        {
            await send;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            isOver = true;
        }

        Clear();
        sending = null;
        return new FlushResult(isCanceled: false, isCompleted: isOver);
    }

    /// <summary>What was written since the last cut becomes a piece to send.</summary>
    private void Cut()
    {
        if (end > start)
        {
            pieces.Add(new ArraySegment<byte>(block, start, end - start));
            start = end;
        }
    }

    private void Clear()
    {
        pieces.Clear();
        foreach (byte[] done in filled)
        {
            ArrayPool<byte>.Shared.Return(done);
        }

        filled.Clear();
        start = end = 0;
    }
}
