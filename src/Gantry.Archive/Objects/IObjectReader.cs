using System.IO.Pipelines;

namespace Gantry.Archive.Objects;

/// <summary>Reads stored objects. Appending is the ingest's own matter, so that a store of sealed objects can implement this alone.</summary>
public interface IObjectReader
{
    /// <summary>Copies a range of an object into a pipe, without holding more than the pipe's buffers.</summary>
    /// <param name="place">The object.</param>
    /// <param name="offset">First byte within the object.</param>
    /// <param name="length">Bytes; offset + length is at most the object's length.</param>
    /// <exception cref="ObjectStoreException">The environment failed, or the bytes are gone.</exception>
    ValueTask CopyToAsync(ObjectPlace place, long offset, long length, PipeWriter output, CancellationToken cancellationToken);

    /// <summary>Fills a buffer from an object; throws when the object ends before.</summary>
    ValueTask ReadAsync(ObjectPlace place, long offset, Memory<byte> buffer, CancellationToken cancellationToken);
}
