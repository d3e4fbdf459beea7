using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Json;

/// <summary>
/// Writes data sets in the DICOM JSON model (PS3.18 F) as UTF-8. Group lengths are left out; (0008,0005) says ISO_IR 192, which the text now is;
/// a UN element that the dictionary knows is written as what it is (PS3.5 6.2.2); binary values are little endian whatever they were read from.
/// </summary>
public static class DicomJsonWriter
{
    private static readonly JsonWriterOptions Fast = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>Writes one object.</summary>
    public static void Write(Dataset dataset, IBufferWriter<byte> output, DicomJsonOptions? options = null)
    {
        using Utf8JsonWriter json = new(output, Fast);
        Write(dataset, json, options);
    }

    /// <summary>Writes one object into a JSON text that the caller has begun.</summary>
    public static void Write(Dataset dataset, Utf8JsonWriter json, DicomJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        new JsonElementWriter(json, options ?? DicomJsonOptions.Default).WriteDataset(dataset);
    }

    /// <summary>Writes an array; each data set is asked for when the one before has been written.</summary>
    public static void WriteArray(IEnumerable<Dataset> datasets, IBufferWriter<byte> output, DicomJsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        using Utf8JsonWriter json = new(output, Fast);
        JsonElementWriter writer = new(json, options ?? DicomJsonOptions.Default);
        json.WriteStartArray();
        foreach (Dataset dataset in datasets)
        {
            writer.WriteDataset(dataset);
            json.Flush();
        }

        json.WriteEndArray();
    }

    /// <summary>As <see cref="WriteArray"/> to a stream, flushed past 32 KB, so that long answers need little memory.</summary>
    public static async Task WriteArrayAsync(IAsyncEnumerable<Dataset> datasets, Stream output, DicomJsonOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        await using Utf8JsonWriter json = new(output, Fast);
        JsonElementWriter writer = new(json, options ?? DicomJsonOptions.Default);
        json.WriteStartArray();
        await foreach (Dataset dataset in datasets.WithCancellation(cancellation).ConfigureAwait(false))
        {
            writer.WriteDataset(dataset);
            if (json.BytesPending > 32 * 1024)
            {
                await json.FlushAsync(cancellation).ConfigureAwait(false);
            }
        }

        json.WriteEndArray();
    }
}
