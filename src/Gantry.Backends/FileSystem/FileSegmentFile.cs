using Gantry.Archive.Objects;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Backends.FileSystem;

/// <summary>
/// A segment as a file. Writes go through the page cache, so what has just arrived is read from memory; what lies further back is given up by the
/// cache as ingest goes on, or a busy hour would push out everything else that the machine keeps, and every write would need new pages.
/// </summary>
internal sealed class FileSegmentFile(string path, SafeFileHandle handle, bool isNew) : ISegmentFile
{
    private static readonly byte[] Zeros = new byte[1 << 20];

    /// <summary>Bytes before the last write that stay cached, and how many are given up at a time.</summary>
    private const long KeptBytes = 64 << 20;

    private bool folderPending = isNew;
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
        RandomAccess.Write(handle, pieces, offset);
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            offset += piece.Length;
        }

        writtenTo = Math.Max(writtenTo, offset);
        return 0;
    });

    public void Sync()
    {
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

    public void Dispose() => handle.Dispose();

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
