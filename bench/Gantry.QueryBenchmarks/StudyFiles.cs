using System.Buffers;
using System.Globalization;
using Gantry.Archive.Index;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Files;

namespace Gantry.QueryBenchmarks;

/// <summary>The studies of <see cref="IndexFiller"/> as files, one instance of a study, for archives that can only be filled by storing.</summary>
internal static class StudyFiles
{
    public static void Write(string folder, int studies)
    {
        Directory.CreateDirectory(folder);
        for (int number = 1; number <= studies; number++)
        {
            InstanceEntry entry = IndexFiller.Make(number, 1);
            Dataset dataset = new Dataset().Set(Tags.SpecificCharacterSet, "ISO_IR 100");
            foreach (IndexedAttribute attribute in IndexedAttributes.All)
            {
                if (entry.Attributes[attribute.Tag] is { } value)
                {
                    dataset.Set(attribute.Tag, value);
                }
            }

            ArrayBufferWriter<byte> output = new();
            DicomFile.Create(dataset, TransferSyntax.ExplicitVrLittleEndian).Write(output);
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{number}.dcm")), output.WrittenSpan);
        }
    }
}
