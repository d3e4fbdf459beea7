// The native codecs behind one C interface, for the benchmark only: OpenJPEG, CharLS, libjpeg-turbo, and DCMTK's RLE and lossless JPEG.
// Every function returns the bytes written, or -1.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <csetjmp>
#include <openjpeg.h>
#include <charls/charls.h>
#include <jpeglib.h>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>

namespace {

struct Memory { uint8_t *data; size_t length, capacity, at; };

OPJ_SIZE_T memory_read(void *to, OPJ_SIZE_T count, void *user) {
    auto *m = static_cast<Memory *>(user);
    if (m->at >= m->length) return (OPJ_SIZE_T)-1;
    if (count > m->length - m->at) count = m->length - m->at;
    memcpy(to, m->data + m->at, count);
    m->at += count;
    return count;
}

OPJ_SIZE_T memory_write(void *from, OPJ_SIZE_T count, void *user) {
    auto *m = static_cast<Memory *>(user);
    if (count > m->capacity - m->at) return (OPJ_SIZE_T)-1;
    memcpy(m->data + m->at, from, count);
    m->at += count;
    if (m->at > m->length) m->length = m->at;
    return count;
}

OPJ_OFF_T memory_skip(OPJ_OFF_T count, void *user) { static_cast<Memory *>(user)->at += count; return count; }
OPJ_BOOL memory_seek(OPJ_OFF_T to, void *user) { static_cast<Memory *>(user)->at = to; return OPJ_TRUE; }

opj_stream_t *open_stream(Memory *m, bool reads) {
    opj_stream_t *stream = opj_stream_create(1 << 20, reads);
    opj_stream_set_user_data(stream, m, nullptr);
    opj_stream_set_user_data_length(stream, m->length);
    opj_stream_set_read_function(stream, memory_read);
    opj_stream_set_write_function(stream, memory_write);
    opj_stream_set_skip_function(stream, memory_skip);
    opj_stream_set_seek_function(stream, memory_seek);
    return stream;
}

struct JpegError { jpeg_error_mgr base; jmp_buf back; };
void jpeg_fail(j_common_ptr info) { longjmp(reinterpret_cast<JpegError *>(info->err)->back, 1); }

void register_dcmtk() {
    static bool done = false;
    if (done) return;
    done = true;
    DcmRLEDecoderRegistration::registerCodecs();
    DcmRLEEncoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs(EDC_never);
    DJEncoderRegistration::registerCodecs();
}

void put_shape(DcmDataset &d, int width, int height, int components, int bytes, int bits) {
    d.putAndInsertUint16(DCM_Rows, height);
    d.putAndInsertUint16(DCM_Columns, width);
    d.putAndInsertUint16(DCM_SamplesPerPixel, components);
    d.putAndInsertUint16(DCM_BitsAllocated, 8 * bytes);
    d.putAndInsertUint16(DCM_BitsStored, bits);
    d.putAndInsertUint16(DCM_HighBit, bits - 1);
    d.putAndInsertUint16(DCM_PixelRepresentation, 0);
    d.putAndInsertUint16(DCM_PlanarConfiguration, 0);
    d.putAndInsertString(DCM_NumberOfFrames, "1");
    d.putAndInsertString(DCM_PhotometricInterpretation, components == 3 ? "RGB" : "MONOCHROME2");
    d.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
    d.putAndInsertString(DCM_SOPInstanceUID, "1.2.3");
}

E_TransferSyntax syntax_of(int kind) { return kind == 0 ? EXS_RLELossless : EXS_JPEGProcess14SV1; }

}

extern "C" {

long openjpeg_decode(const uint8_t *in, size_t n, uint8_t *out, size_t capacity, int reduce) {
    Memory m{const_cast<uint8_t *>(in), n, n, 0};
    opj_codec_t *codec = opj_create_decompress(OPJ_CODEC_J2K);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    parameters.cp_reduce = reduce;
    opj_setup_decoder(codec, &parameters);
    opj_stream_t *stream = open_stream(&m, true);
    opj_image_t *image = nullptr;
    long written = -1;
    if (opj_read_header(stream, codec, &image) && opj_decode(codec, stream, image) && opj_end_decompress(codec, stream)) {
        size_t pixels = (size_t)image->comps[0].w * image->comps[0].h;
        int components = image->numcomps, bytes = image->comps[0].prec > 8 ? 2 : 1;
        if (pixels * components * bytes <= capacity) {
            for (int c = 0; c < components; c++) {
                const OPJ_INT32 *from = image->comps[c].data;
                if (bytes == 1) for (size_t i = 0; i < pixels; i++) out[i * components + c] = (uint8_t)from[i];
                else { auto *wide = (uint16_t *)out; for (size_t i = 0; i < pixels; i++) wide[i * components + c] = (uint16_t)from[i]; }
            }
            written = pixels * components * bytes;
        }
    }
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    if (image) opj_image_destroy(image);
    return written;
}

// ratio 0: lossless.
long openjpeg_encode(const uint8_t *in, int width, int height, int components, int bits, float ratio, uint8_t *out, size_t capacity) {
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_rates[0] = ratio;
    parameters.irreversible = ratio > 0;
    parameters.tcp_mct = components == 3;
    parameters.numresolution = 6;
    opj_image_cmptparm_t shape[4];
    memset(shape, 0, sizeof shape);
    for (int c = 0; c < components; c++) { shape[c].dx = shape[c].dy = 1; shape[c].w = width; shape[c].h = height; shape[c].prec = bits; }
    opj_image_t *image = opj_image_create(components, shape, components == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    image->x1 = width;
    image->y1 = height;
    size_t pixels = (size_t)width * height;
    for (int c = 0; c < components; c++)
        for (size_t i = 0; i < pixels; i++)
            image->comps[c].data[i] = bits > 8 ? ((const uint16_t *)in)[i * components + c] : in[i * components + c];
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
    Memory m{out, 0, capacity, 0};
    long written = -1;
    if (opj_setup_encoder(codec, &parameters, image)) {
        opj_stream_t *stream = open_stream(&m, false);
        if (opj_start_compress(codec, image, stream) && opj_encode(codec, stream) && opj_end_compress(codec, stream)) written = m.length;
        opj_stream_destroy(stream);
    }
    opj_destroy_codec(codec);
    opj_image_destroy(image);
    return written;
}

long charls_decode(const uint8_t *in, size_t n, uint8_t *out, size_t capacity) {
    charls_jpegls_decoder *d = charls_jpegls_decoder_create();
    size_t size = 0;
    long written = -1;
    if (0 == (int)charls_jpegls_decoder_set_source_buffer(d, in, n) && 0 == (int)charls_jpegls_decoder_read_header(d)
        && 0 == (int)charls_jpegls_decoder_get_destination_size(d, 0, &size) && size <= capacity && 0 == (int)charls_jpegls_decoder_decode_to_buffer(d, out, size, 0)) written = size;
    charls_jpegls_decoder_destroy(d);
    return written;
}

long charls_encode(const uint8_t *in, int width, int height, int components, int bits, int near_lossless, uint8_t *out, size_t capacity) {
    charls_jpegls_encoder *e = charls_jpegls_encoder_create();
    charls_frame_info info{(uint32_t)width, (uint32_t)height, bits, components};
    size_t bytes = 0;
    long written = -1;
    if (0 == (int)charls_jpegls_encoder_set_frame_info(e, &info) && 0 == (int)charls_jpegls_encoder_set_near_lossless(e, near_lossless)
        && 0 == (int)charls_jpegls_encoder_set_interleave_mode(e, components > 1 ? charls::interleave_mode::line : charls::interleave_mode::none)
        && 0 == (int)charls_jpegls_encoder_set_destination_buffer(e, out, capacity)
        && 0 == (int)charls_jpegls_encoder_encode_from_buffer(e, in, (size_t)width * height * components * (bits > 8 ? 2 : 1), 0)
        && 0 == (int)charls_jpegls_encoder_get_bytes_written(e, &bytes)) written = bytes;
    charls_jpegls_encoder_destroy(e);
    return written;
}

long turbo_decode(const uint8_t *in, size_t n, uint8_t *out, size_t capacity) {
    jpeg_decompress_struct info;
    JpegError error;
    info.err = jpeg_std_error(&error.base);
    error.base.error_exit = jpeg_fail;
    if (setjmp(error.back)) { jpeg_destroy_decompress(&info); return -1; }
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, in, n);
    jpeg_read_header(&info, TRUE);
    info.out_color_space = info.jpeg_color_space;
    jpeg_start_decompress(&info);
    size_t row = (size_t)info.output_width * info.output_components;
    if (row * info.output_height > capacity) { jpeg_destroy_decompress(&info); return -1; }
    while (info.output_scanline < info.output_height) {
        JSAMPROW rows[8];
        for (int i = 0; i < 8; i++) rows[i] = out + (size_t)(info.output_scanline + i) * row;
        int left = info.output_height - info.output_scanline;
        jpeg_read_scanlines(&info, rows, left < 8 ? left : 8);
    }
    long written = row * info.output_height;
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return written;
}

long turbo_encode(const uint8_t *in, int width, int height, int components, int quality, int halves, uint8_t *out, size_t capacity) {
    jpeg_compress_struct info;
    JpegError error;
    unsigned char *buffer = nullptr;
    unsigned long size = 0;
    info.err = jpeg_std_error(&error.base);
    error.base.error_exit = jpeg_fail;
    if (setjmp(error.back)) { jpeg_destroy_compress(&info); return -1; }
    jpeg_create_compress(&info);
    buffer = out;
    size = capacity;
    jpeg_mem_dest(&info, &buffer, &size);
    info.image_width = width;
    info.image_height = height;
    info.input_components = components;
    info.in_color_space = components == 3 ? JCS_YCbCr : JCS_GRAYSCALE;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.optimize_coding = TRUE;
    if (components == 3) { info.comp_info[0].h_samp_factor = halves ? 2 : 1; info.comp_info[0].v_samp_factor = 1; }
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = const_cast<uint8_t *>(in) + (size_t)info.next_scanline * width * components;
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    return (long)size;
}

// kind: 0 RLE, 1 lossless JPEG SV1. The frame is put into a data set once; dcmtk_decode reads it from there.
void *dcmtk_open(int kind, const uint8_t *in, size_t n, int width, int height, int components, int bytes, int bits) {
    register_dcmtk();
    auto *d = new DcmDataset();
    put_shape(*d, width, height, components, bytes, bits);
    auto *sequence = new DcmPixelSequence(DcmTag(DCM_PixelData, EVR_OB));
    sequence->insert(new DcmPixelItem(DcmTag(DCM_Item, EVR_OB)));
    DcmOffsetList offsets;
    sequence->storeCompressedFrame(offsets, const_cast<Uint8 *>(in), n, 0);
    auto *pixels = new DcmPixelData(DCM_PixelData);
    pixels->putOriginalRepresentation(syntax_of(kind), nullptr, sequence);
    d->insert(pixels, OFTrue);
    return d;
}

long dcmtk_decode(void *handle, uint8_t *out, size_t capacity) {
    auto *d = static_cast<DcmDataset *>(handle);
    DcmElement *pixels = nullptr;
    d->findAndGetElement(DCM_PixelData, pixels);
    Uint32 start = 0;
    OFString model;
    return pixels->getUncompressedFrame(d, 0, start, out, capacity, model, nullptr).good() ? (long)capacity : -1;
}

void dcmtk_close(void *handle) { delete static_cast<DcmDataset *>(handle); }

long dcmtk_encode(int kind, const uint8_t *in, int width, int height, int components, int bytes, int bits, uint8_t *, size_t) {
    register_dcmtk();
    DcmDataset d;
    put_shape(d, width, height, components, bytes, bits);
    size_t length = (size_t)width * height * components * bytes;
    if (bytes == 1) d.putAndInsertUint8Array(DCM_PixelData, in, length);
    else d.putAndInsertUint16Array(DCM_PixelData, (const Uint16 *)in, length / 2);
    DcmRLERepresentationParameter rle;
    DJ_RPLossless lossless;
    DcmRepresentationParameter *parameter = kind == 0 ? (DcmRepresentationParameter *)&rle : &lossless;
    return d.chooseRepresentation(syntax_of(kind), parameter).good() && d.canWriteXfer(syntax_of(kind)) ? 1 : -1;
}

}
