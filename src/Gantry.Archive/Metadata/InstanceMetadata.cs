using System.Text.Encodings.Web;
using System.Text.Json;
using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Archive.Retrieve;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Json;

namespace Gantry.Archive.Metadata;

/// <summary>One instance's attributes but bulk data as DICOM JSON (PS3.18 F), read from its stored header.</summary>
public sealed class InstanceMetadata(IObjectReader objects)
{
    private readonly HeaderReader headers = new(objects);

    /// <summary>What metadata is written with: only quotation marks, backslashes and control characters are escaped.</summary>
    public static JsonWriterOptions Fast { get; } = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Writes one object.</summary>
    /// <param name="seriesAddress">What stands before "instances/" in a BulkDataURI: the address of the series with a slash, or nothing.</param>
    /// <exception cref="ObjectStoreException">The object cannot be read.</exception>
    public async ValueTask WriteAsync(StoredInstance instance, string seriesAddress, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        Dataset header = await headers.ReadAsync(instance, cancellationToken).ConfigureAwait(false);
        string prefix = $"{seriesAddress}instances/{instance.Identity.Instance.Value}/bulkdata/";
        DicomJsonWriter.Write(header, json, new DicomJsonOptions { BulkDataUri = (path, element) => BulkValues.IsBulk(element) ? prefix + path : null });
    }
}
