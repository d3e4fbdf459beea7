using System.Buffers;
using Gantry.Archive.Ingest;
using Gantry.Server.DicomWeb.Multipart;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Server.DicomWeb.Store;

/// <summary>
/// Holds the bulk data of one store request until all of it is there: in memory while it is little, then in one temporary file that vanishes with it.
/// An <see cref="IOException"/> means that there is no room.
/// </summary>
internal sealed class BulkSpool : IDisposable
{
    private const int MaxMemoryBytes = 4 << 20;
    private const int CopyBytes = 256 * 1024;
    private readonly ArrayBufferWriter<byte> memory = new();
    private SafeFileHandle? file;
    private long length;

    /// <summary>Takes the current part's body; null when it is cut short.</summary>
    public async ValueTask<BulkRange?> TakeAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        long start = length;
        return await reader.CopyBodyAsync(AppendAsync, cancellationToken).ConfigureAwait(false) ? new BulkRange(start, length - start) : null;
    }

    /// <summary>The first bytes of a range, at most <paramref name="most"/>.</summary>
    public async ValueTask<byte[]> ReadAsync(BulkRange range, int most, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[Math.Min(range.Length, most)];
        await ReadAsync(range.Offset, bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    public async ValueTask CopyToAsync(BulkRange range, InstanceReceiver receiver, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            for (long at = 0; at < range.Length;)
            {
                Memory<byte> piece = buffer.AsMemory(0, (int)Math.Min(CopyBytes, range.Length - at));
                await ReadAsync(range.Offset + at, piece, cancellationToken).ConfigureAwait(false);
                await receiver.WriteAsync(new ReadOnlySequence<byte>(piece), cancellationToken).ConfigureAwait(false);
                at += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => file?.Dispose();

    private async ValueTask AppendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            if (file is null && length + piece.Length <= MaxMemoryBytes)
            {
                memory.Write(piece.Span);
            }
            else
            {
                file ??= File.OpenHandle(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
                await RandomAccess.WriteAsync(file, piece, length - memory.WrittenCount, cancellationToken).ConfigureAwait(false);
            }

            length += piece.Length;
        }
    }

    private async ValueTask ReadAsync(long offset, Memory<byte> target, CancellationToken cancellationToken)
    {
        int inMemory = (int)Math.Clamp(memory.WrittenCount - offset, 0, target.Length);
        if (inMemory > 0)
        {
            memory.WrittenMemory.Slice((int)offset, inMemory).CopyTo(target);
        }

        for (int done = inMemory; done < target.Length;)
        {
            int read = await RandomAccess.ReadAsync(file!, target[done..], offset + done - memory.WrittenCount, cancellationToken).ConfigureAwait(false);
            done += read > 0 ? read : throw new EndOfStreamException();
        }
    }
}
