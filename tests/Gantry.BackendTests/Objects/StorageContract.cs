using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Gantry.Archive.Objects;
using Xunit;

namespace Gantry.BackendTests.Objects;

/// <summary>What the archive relies on in every segment storage.</summary>
public abstract class StorageContract
{
    private const string Key = "000000/0000000001.zip";

    private readonly Lazy<ISegmentStorage> storage;

    protected StorageContract() => storage = new Lazy<ISegmentStorage>(Make);

    protected ISegmentStorage Storage => storage.Value;

    protected abstract ISegmentStorage Make();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_in_pieces_is_read_by_everybody(bool isFilled)
    {
        byte[] first = RandomNumberGenerator.GetBytes(SegmentRecord.Alignment);
        byte[] second = RandomNumberGenerator.GetBytes(3 * SegmentRecord.Alignment);
        using ISegmentFile file = isFilled ? Storage.CreateForFilling(Key, 1 << 20) : Storage.Create(Key);
        file.Write(0, [first, second]);
        file.Write(4 * SegmentRecord.Alignment, [first.AsMemory(0, 100)]);
        file.Sync();

        using ISegmentFile other = Storage.Open(Key);
        Assert.Equal([.. first, .. second, .. first.AsSpan(0, 100)], ReadAll(other, (4 * SegmentRecord.Alignment) + 100));
        Assert.Equal([Key], Storage.List());
    }

    [Theory]
    [InlineData(SegmentRecord.Alignment)]
    [InlineData(1000)]
    public void What_was_begun_is_there_after_the_sync(int bytes)
    {
        Memory<byte> memory = Aligned(2 * SegmentRecord.Alignment);
        RandomNumberGenerator.Fill(memory.Span);
        ReadOnlyMemory<byte>[] pieces = [memory[..SegmentRecord.Alignment], memory.Slice(SegmentRecord.Alignment, bytes)];
        using ISegmentFile file = Storage.CreateForFilling(Key, 1 << 20);
        for (int round = 0; round < 3; round++)
        {
            file.BeginWrite(round * 2 * SegmentRecord.Alignment, pieces);
            file.Sync();
        }

        byte[] written = [.. pieces[0].Span, .. pieces[1].Span];
        byte[] all = ReadAll(file, (4 * SegmentRecord.Alignment) + written.Length);
        Assert.Equal(written, all[..written.Length]);
        Assert.Equal(written, all[(4 * SegmentRecord.Alignment)..]);
    }

    [Fact]
    public void Truncating_takes_back_what_was_begun()
    {
        Memory<byte> memory = Aligned(1 << 20);
        memory.Span.Fill(7);
        using ISegmentFile file = Storage.CreateForFilling(Key, 1 << 20);
        file.BeginWrite(0, [memory]);
        file.Truncate(0);
        file.Sync();

        Assert.Equal(0, file.Length);
    }

    [Fact]
    public void A_file_to_be_filled_reads_as_zeros_behind_what_was_written()
    {
        using ISegmentFile file = Storage.CreateForFilling(Key, 1 << 20);
        file.Write(0, [new byte[] { 1, 2, 3 }]);

        byte[] rest = ReadAll(file, (int)file.Length)[3..];

        Assert.Equal(-1, rest.AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Truncating_cuts_and_a_later_write_grows_again()
    {
        using ISegmentFile file = Storage.CreateForFilling(Key, 1 << 20);
        file.Write(0, [new byte[] { 1, 2, 3, 4 }]);
        file.Truncate(2);
        Assert.Equal(2, file.Length);
        file.Write(3, [new byte[] { 9 }]);

        Assert.Equal([1, 2, 0, 9], ReadAll(file, 100));
    }

    [Fact]
    public void A_punched_range_reads_as_zeros()
    {
        using ISegmentFile file = Storage.Create(Key);
        byte[] content = RandomNumberGenerator.GetBytes(3 * SegmentRecord.Alignment);
        file.Write(0, [content]);
        file.Punch(SegmentRecord.Alignment, SegmentRecord.Alignment);

        content.AsSpan(SegmentRecord.Alignment, SegmentRecord.Alignment).Clear();
        Assert.Equal(content, ReadAll(file, content.Length));
    }

    [Fact]
    public void Keys_are_made_once_renamed_and_deleted()
    {
        Storage.Create("000000/0000000002.part").Dispose();
        Assert.ThrowsAny<Exception>(() => Storage.Create("000000/0000000002.part"));
        Storage.Rename("000000/0000000002.part", "000000/0000000002.zip");
        Assert.Equal(["000000/0000000002.zip"], Storage.List());
        Storage.Delete("000000/0000000002.zip");
        Storage.Delete("000000/0000000002.zip");
        Assert.Empty(Storage.List());
        Assert.False(Assert.Throws<ObjectStoreException>(() => Storage.Open("000000/0000000002.zip")).IsTransient);
    }

    [Fact]
    public void Notes_outlive_until_they_are_deleted()
    {
        Storage.WriteNote("a-1", [1]);
        Storage.WriteNote("a-1", [2, 3]);
        KeyValuePair<string, byte[]> note = Assert.Single(Storage.ReadNotes());
        Assert.Equal("a-1", note.Key);
        Assert.Equal([2, 3], note.Value);
        Storage.DeleteNote("a-1");
        Assert.Empty(Storage.ReadNotes());
    }

    /// <summary>As stores want it that write past the cache.</summary>
    protected static Memory<byte> Aligned(int length)
    {
        byte[] block = GC.AllocateArray<byte>(length + SegmentRecord.Alignment, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(block, 0);
        return block.AsMemory((int)(SegmentRecord.Align(address) - address), length);
    }

    protected static byte[] ReadAll(ISegmentFile file, int most)
    {
        byte[] buffer = new byte[most];
        int total = 0;
        while (total < most && file.Read(total, buffer.AsSpan(total)) is > 0 and int read)
        {
            total += read;
        }

        return buffer[..total];
    }
}
