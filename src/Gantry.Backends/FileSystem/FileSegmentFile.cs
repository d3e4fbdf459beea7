using System.Buffers;
using Gantry.Archive.Objects;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// A segment as a file. Where it was made for filling, aligned writes go straight to disk. Others go through the page cache, which is made to give up what lies further back, or a
/// busy hour would push out everything else that the machine keeps, and every write would need new pages.
/// </summary>
/// <param name="path">For messages and the folder's sync.</param>
/// <param name="handle">For reads, and writes through the cache.</param>
/// <param name="direct">For writes past the cache; null when there are none.</param>
/// <param name="writer">For writes past the cache that go on by themselves; shared with other files.</param>
/// <param name="spares">Told how much is written; null when it need not know.</param>
/// <param name="isNew">The folder must be synced with the first data.</param>
internal sealed class FileSegmentFile(string path, SafeFileHandle handle, SafeFileHandle? direct, DirectWriter? writer, SpareFiles? spares, bool isNew) : ISegmentFile
{
    private static readonly byte[] Zeros = new byte[1 << 20];

    /// <summary>Bytes before the last write that stay cached, and how many are given up at a time.</summary>
    private const long KeptBytes = 64 << 20;

    private bool folderPending = isNew;
    private (long Offset, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)? begun;
    private long writtenTo;
    private long forgottenTo;

    public long Length => Guard("reading the length", () => RandomAccess.GetLength(handle));

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(handle, buffer, offset);
        }
        catch (Exception e) when (FileErrors.IsOfEnvironment(e))
        {
            throw FileErrors.From(e, $"Reading {Path.GetFileName(path)} failed");
        }
    }

    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces) => Guard("writing", () =>
    {
        if (direct is not null && IsAligned(offset, pieces))
        {
            RandomAccess.Write(direct, pieces, offset);
            return 0;
        }

        RandomAccess.Write(handle, pieces, offset);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            offset += piece.Length;
        }

        writtenTo = Math.Max(writtenTo, offset);
        return 0;
    });

    public void BeginWrite(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        spares?.NoteWrite(pieces.Sum(p => (long)p.Length));
        if (direct is not null && writer is not null && IsAligned(offset, pieces) && writer.TryBegin(direct, offset, pieces))
        {
            begun = (offset, pieces);
        }
        else
        {
            Write(offset, pieces);
        }
    }

    public void Sync()
    {
        // Written again in the plain way, an error has a name.
        if (begun is { } write)
        {
            begun = null;
                if (!writer!.End())
            {
                Write(write.Offset, write.Pieces);
            }
        }

        LinuxFile.SyncData(handle);
        if (folderPending)
        {
            LinuxFile.SyncFolder(Path.GetDirectoryName(path)!);
            folderPending = false;
        }

        if (writtenTo - forgottenTo >= 2 * KeptBytes)
        {
            long end = writtenTo - KeptBytes;
            LinuxFile.Forget(handle, forgottenTo, end - forgottenTo);
            forgottenTo = end;
        }
    }

    public void Truncate(long length) => Guard("truncating", () =>
    {
        Abandon();
        RandomAccess.SetLength(handle, length);
        return 0;
    });

    public void Punch(long offset, long length)
    {
        if (LinuxFile.TryPunch(handle, offset, length))
        {
            return;
        }

        while (length > 0)
        {
            int step = (int)Math.Min(length, Zeros.Length);
            Write(offset, [Zeros.AsMemory(0, step)]);
            offset += step;
            length -= step;
        }
    }

    public void Dispose()
    {
        Abandon();
        handle.Dispose();
        direct?.Dispose();
    }

    private void Abandon()
    {
        if (begun is not null)
        {
            begun = null;
            _ = writer!.End();
        }
    }

    private static unsafe bool IsAligned(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        long all = offset;
        for (int i = 0; i < pieces.Count; i++)
        {
            using MemoryHandle pin = pieces[i].Pin();
            all |= (long)pin.Pointer | (long)pieces[i].Length;
        }

        return (all & (SegmentRecord.Alignment - 1)) == 0;
    }

    private T Guard<T>(string what, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception e) when (FileErrors.IsOfEnvironment(e))
        {
            throw FileErrors.From(e, $"{path[(path.LastIndexOf('/') + 1)..]}: {what} failed");
        }
    }
}
