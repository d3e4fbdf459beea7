namespace Gantry.Archive.Objects;

/// <summary>
/// One segment's file. Reads may come from any thread; writes come from one thread at a time. Errors are <see cref="ObjectStoreException"/>;
/// reading a disposed file is <see cref="ObjectDisposedException"/>.
/// </summary>
public interface ISegmentFile : IDisposable
{
    /// <summary>Bytes, including what was only written and not yet synced, and zeros that the store put there ahead.</summary>
    long Length { get; }

    /// <summary>Reads at most the buffer's length; 0 at the end.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes pieces after one another, starting at an offset. Not durable before <see cref="Sync"/>.</summary>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces);

    /// <summary>The same, but the store may go on writing after the return, until <see cref="Sync"/>: the pieces stay as they are till then, and nothing else is written.</summary>
    void BeginWrite(long offset, IReadOnlyList<ReadOnlyMemory<byte>> pieces) => Write(offset, pieces);

    /// <summary>Returns once all that was written, and the file's entry in its folder, would survive a power cut.</summary>
    void Sync();

    /// <summary>Cuts the file off.</summary>
    void Truncate(long length);

    /// <summary>Gives a range's blocks back; it reads as zeros afterwards, the length stays.</summary>
    void Punch(long offset, long length);
}
