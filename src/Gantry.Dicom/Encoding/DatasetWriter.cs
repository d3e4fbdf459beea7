using System.Buffers;
using Gantry.Dicom.Datasets;

namespace Gantry.Dicom.Encoding;

/// <summary>Writes a data set in a transfer syntax (PS3.5 7, Annex A). A data set read from well-formed bytes and written in the same syntax gives the same bytes.</summary>
public static class DatasetWriter
{
    public static void Write(Dataset dataset, TransferSyntax syntax, IBufferWriter<byte> output) => throw new NotImplementedException();
}
