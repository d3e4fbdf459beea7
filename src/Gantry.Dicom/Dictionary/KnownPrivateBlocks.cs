using System.Globalization;

namespace Gantry.Dicom.Dictionary;

/// <summary>Private attributes that the makers' conformance statements describe and that readers of their images need.</summary>
internal static class KnownPrivateBlocks
{
    /// <summary><c>creator|group|offset|VR|VM|name</c>, a line each.</summary>
    private const string Rows =
        """
        SIEMENS CSA HEADER|0029|08|CS|1|CSA Image Header Type
        SIEMENS CSA HEADER|0029|09|LO|1|CSA Image Header Version
        SIEMENS CSA HEADER|0029|10|OB|1|CSA Image Header Info
        SIEMENS CSA HEADER|0029|18|CS|1|CSA Series Header Type
        SIEMENS CSA HEADER|0029|19|LO|1|CSA Series Header Version
        SIEMENS CSA HEADER|0029|20|OB|1|CSA Series Header Info
        SIEMENS MEDCOM HEADER|0029|08|CS|1|MedCom Header Type
        SIEMENS MEDCOM HEADER|0029|09|LO|1|MedCom Header Version
        SIEMENS MEDCOM HEADER|0029|10|OB|1|MedCom Header Info
        SIEMENS MEDCOM HEADER|0029|40|SQ|1|Application Header Sequence
        SIEMENS MEDCOM HEADER|0029|41|CS|1|Application Header Type
        SIEMENS MEDCOM HEADER|0029|42|LO|1|Application Header ID
        SIEMENS MEDCOM HEADER|0029|43|LO|1|Application Header Version
        SIEMENS MEDCOM HEADER|0029|44|OB|1|Application Header Info
        SIEMENS MR HEADER|0019|0A|US|1|NumberOfImagesInMosaic
        SIEMENS MR HEADER|0019|0B|DS|1|SliceMeasurementDuration
        SIEMENS MR HEADER|0019|0C|IS|1|B_value
        SIEMENS MR HEADER|0019|0D|CS|1|DiffusionDirectionality
        SIEMENS MR HEADER|0019|0E|FD|3|DiffusionGradientDirection
        SIEMENS MR HEADER|0019|0F|SH|1|GradientMode
        SIEMENS MR HEADER|0019|11|SH|1|FlowCompensation
        SIEMENS MR HEADER|0019|12|SL|3|TablePositionOrigin
        SIEMENS MR HEADER|0019|13|SL|3|ImaAbsTablePosition
        SIEMENS MR HEADER|0019|14|IS|3|ImaRelTablePosition
        SIEMENS MR HEADER|0019|15|FD|3|SlicePosition_PCS
        SIEMENS MR HEADER|0019|16|DS|1|TimeAfterStart
        SIEMENS MR HEADER|0019|17|DS|1|SliceResolution
        SIEMENS MR HEADER|0019|18|IS|1|RealDwellTime
        SIEMENS MR HEADER|0019|27|FD|6|B_matrix
        SIEMENS MR HEADER|0019|28|FD|1|BandwidthPerPixelPhaseEncode
        SIEMENS MR HEADER|0019|29|FD|1-n|MosaicRefAcqTimes
        SIEMENS MR HEADER|0051|0B|SH|1|AcquisitionMatrixText
        SIEMENS MR HEADER|0051|0F|LO|1|CoilString
        SIEMENS MR HEADER|0051|11|LO|1|PATModeText
        SIEMENS MR HEADER|0051|13|SH|1|PositivePCSDirections
        GEMS_IDEN_01|0009|01|LO|1|Full fidelity
        GEMS_IDEN_01|0009|02|SH|1|Suite id
        GEMS_IDEN_01|0009|04|SH|1|Product id
        GEMS_IDEN_01|0009|27|SL|1|Image actual date
        GEMS_IDEN_01|0009|30|SH|1|Service id
        GEMS_IDEN_01|0009|31|SH|1|Mobile location number
        GEMS_IDEN_01|0009|E3|UI|1|Equipment UID
        GEMS_SERS_01|0025|06|SS|1|Last pulse sequence used
        GEMS_SERS_01|0025|07|SL|1|Images in Series
        GEMS_SERS_01|0025|11|SS|1|Number of Acquisitions
        GEMS_SERS_01|0025|19|SL|1|Last image number used
        GEMS_SERS_01|0025|1B|OB|1|Protocol Data Block (compressed)
        GEMS_ACQU_01|0019|02|SL|1|Detector Channel
        GEMS_ACQU_01|0019|9C|LO|1|Pulse Sequence Name
        GEMS_ACQU_01|0019|9E|LO|1|Internal Pulse Sequence Name
        GEMS_ACQU_01|0019|BB|DS|1|User data 20
        GEMS_ACQU_01|0019|BC|DS|1|User data 21
        GEMS_ACQU_01|0019|BD|DS|1|User data 22
        GEMS_PARM_01|0043|01|SS|1|Bitmap of prescan options
        GEMS_PARM_01|0043|2C|SS|1|Effective echo spacing
        GEMS_PARM_01|0043|2F|SS|1|Image Type (real, imaginary, phase, magnitude)
        GEMS_PARM_01|0043|39|IS|4|Slop_int_6... slop_int_9
        Philips Imaging DD 001|2001|01|FL|1|Chemical Shift
        Philips Imaging DD 001|2001|03|FL|1|Diffusion B-Factor
        Philips Imaging DD 001|2001|04|CS|1|Diffusion Direction
        Philips Imaging DD 001|2001|06|CS|1|Image Enhanced
        Philips Imaging DD 001|2001|0A|IS|1|Slice Number MR
        Philips Imaging DD 001|2001|0B|CS|1|Slice Orientation
        Philips Imaging DD 001|2001|18|SL|1|Number of Slices MR
        Philips Imaging DD 001|2001|20|LO|1|Scanning Technique Description MR
        Philips Imaging DD 001|2001|5F|SQ|1|Stack Sequence
        Philips Imaging DD 001|2001|81|IS|1|Number of Dynamic Scans
        Philips MR Imaging DD 001|2005|0D|FL|1|Scale Intercept
        Philips MR Imaging DD 001|2005|0E|FL|1|Scale Slope
        Philips MR Imaging DD 001|2005|B0|FL|1|Diffusion Direction RL
        Philips MR Imaging DD 001|2005|B1|FL|1|Diffusion Direction AP
        Philips MR Imaging DD 001|2005|B2|FL|1|Diffusion Direction FH
        Philips PET Private Group|7053|00|DS|1|SUV Scale Factor
        Philips PET Private Group|7053|09|DS|1|Activity Concentration Scale Factor
        """;

    public static IEnumerable<PrivateAttribute> All()
    {
        foreach (string row in Rows.Split('\n'))
        {
            string[] f = row.Split('|');
            _ = DicomDictionary.TryParseVr(f[3], out Vr vr);
            yield return new(f[0], ushort.Parse(f[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                byte.Parse(f[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), vr, f[4], f[5]);
        }
    }
}
