using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Dicom.Files;

namespace Gantry.Testing;

/// <summary>Small data sets made up for tests; the same arguments give the same bytes.</summary>
public static class DatasetBuilder
{
    public const string CtImageStorage = "1.2.840.10008.5.1.4.1.1.2";

    /// <summary>A CT instance with native 16-bit pixels (a gradient that differs with <paramref name="instanceNumber"/>).</summary>
    public static Dataset Ct(string studyUid, string seriesUid, string instanceUid, int rows = 16, int columns = 16, int instanceNumber = 1, string patientId = "P1", string patientName = "Doe^Jane")
    {
        Dataset dataset = new();
        dataset.Set(Tags.SpecificCharacterSet, "ISO_IR 192")
            .Set(Tags.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .Set(Tags.SOPClassUID, CtImageStorage)
            .Set(Tags.SOPInstanceUID, instanceUid)
            .Set(Tags.StudyDate, "20240229")
            .Set(Tags.SeriesDate, "20240229")
            .Set(Tags.StudyTime, "123456")
            .Set(Tags.AccessionNumber, "A1")
            .Set(Tags.Modality, "CT")
            .Set(Tags.Manufacturer, "Gantry")
            .Set(Tags.ReferringPhysicianName, "Ref^Physician")
            .Set(Tags.StudyDescription, "Test study")
            .Set(Tags.SeriesDescription, "Test series")
            .Set(Tags.PatientName, patientName)
            .Set(Tags.PatientID, patientId)
            .Set(Tags.PatientBirthDate, "19700101")
            .Set(Tags.PatientSex, "F")
            .Set(Tags.SliceThickness, "1.5")
            .Set(Tags.StudyInstanceUID, studyUid)
            .Set(Tags.SeriesInstanceUID, seriesUid)
            .Set(Tags.StudyID, "1")
            .Set(Tags.SeriesNumber, 1)
            .Set(Tags.InstanceNumber, instanceNumber)
            .Set(Tags.ImagePositionPatient, "0", "0", instanceNumber.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Set(Tags.ImageOrientationPatient, "1", "0", "0", "0", "1", "0")
            .Set(Tags.FrameOfReferenceUID, studyUid + ".9");
        return AddPixels(dataset, rows, columns, instanceNumber);
    }

    /// <summary>A CT instance with fresh UIDs.</summary>
    public static Dataset Ct(int rows = 16, int columns = 16) => Ct(DicomUid.New(), DicomUid.New(), DicomUid.New(), rows, columns);

    /// <summary>The data set's bytes in a transfer syntax.</summary>
    public static byte[] Encode(Dataset dataset, TransferSyntax? syntax = null)
    {
        ArrayBufferWriter<byte> output = new();
        DatasetWriter.Write(dataset, syntax ?? TransferSyntax.ExplicitVrLittleEndian, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A whole PS3.10 file.</summary>
    public static byte[] EncodeFile(Dataset dataset, TransferSyntax? syntax = null)
    {
        ArrayBufferWriter<byte> output = new();
        DicomFile.Create(dataset, syntax ?? TransferSyntax.ExplicitVrLittleEndian).Write(output);
        return output.WrittenSpan.ToArray();
    }

    private static Dataset AddPixels(Dataset dataset, int rows, int columns, int seed)
    {
        byte[] pixels = new byte[rows * columns * 2];
        for (int i = 0; i < rows * columns; i++)
        {
            ushort sample = (ushort)((i + (seed * 17)) & 0x0FFF);
            pixels[2 * i] = (byte)sample;
            pixels[(2 * i) + 1] = (byte)(sample >> 8);
        }

        return dataset.Set(Tags.SamplesPerPixel, 1)
            .Set(Tags.PhotometricInterpretation, "MONOCHROME2")
            .Set(Tags.Rows, rows)
            .Set(Tags.Columns, columns)
            .Set(Tags.PixelSpacing, "0.5", "0.5")
            .Set(Tags.BitsAllocated, 16)
            .Set(Tags.BitsStored, 12)
            .Set(Tags.HighBit, 11)
            .Set(Tags.PixelRepresentation, 0)
            .Set(Tags.RescaleIntercept, "-1024")
            .Set(Tags.RescaleSlope, "1")
            .Set(Tags.PixelData, Vr.OW, pixels);
    }
}
