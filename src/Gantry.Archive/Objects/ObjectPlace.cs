namespace Gantry.Archive.Objects;

/// <summary>Where an object's bytes are: one range of one key of one store. The range is a PS3.10 file.</summary>
/// <param name="Store">Name of the object store.</param>
/// <param name="Key">The store's key, for the file-system store the segment's file name.</param>
/// <param name="Offset">First byte of the object within the key.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct ObjectPlace(string Store, string Key, long Offset, long Length);
