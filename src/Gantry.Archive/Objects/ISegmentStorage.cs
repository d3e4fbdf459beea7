namespace Gantry.Archive.Objects;

/// <summary>Where segments are files: a folder tree on disk, or in tests one that loses power. Errors are <see cref="ObjectStoreException"/>.</summary>
public interface ISegmentStorage
{
    /// <summary>The store's name in every <see cref="ObjectPlace"/>.</summary>
    string Name { get; }

    /// <summary>Bytes that new segments may still take.</summary>
    long FreeBytes { get; }

    /// <summary>Bytes of files that are kept ready for <see cref="CreateForFilling"/> and hold nothing yet.</summary>
    long ReadyBytes { get; }

    /// <summary>Keys of all segments, unfinished ones included, in ordinal order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes an empty file; it is an error when the key exists.</summary>
    ISegmentFile Create(string key);

    /// <summary>
    /// Makes a file that will be filled from its start, in steps that each must be durable soon: the store may have it ready at about that length, zeros, so that a step has only
    /// data to write. It is an error when the key exists.
    /// </summary>
    ISegmentFile CreateForFilling(string key, long expectedBytes);

    ISegmentFile Open(string key);

    /// <summary>Durably gives a synced file its final key.</summary>
    void Rename(string from, string to);

    /// <summary>Durably removes a file; nothing happens when it is not there.</summary>
    void Delete(string key);

    /// <summary>Durably keeps a small note (an intention that must outlive a crash) under a name of letters, digits and dashes.</summary>
    void WriteNote(string name, ReadOnlySpan<byte> content);

    /// <summary>Names and contents of all notes.</summary>
    IReadOnlyList<KeyValuePair<string, byte[]>> ReadNotes();

    /// <summary>Durably removes a note.</summary>
    void DeleteNote(string name);
}
