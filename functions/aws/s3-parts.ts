import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { PartedFiles } from "../core/parted-files.ts";

/** Parts by S3's own way; the bucket forgets after a day those of a file that nobody finishes. */
export const s3Parts = ({ s3, bucket: Bucket }: { s3: S3Client; bucket: string }): PartedFiles => ({
  async begin(Key, ContentType) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType }));
    return known(UploadId);
  },
  async putPart(Key, UploadId, { number, bytes }) {
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: number, Body: bytes }));
    return known(ETag);
  },
  async finish(Key, UploadId, parts) {
    const Parts = parts.map((ETag, place) => ({ ETag, PartNumber: place + 1 }));
    const finished = new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
    return s3.send(finished).then(
      () => true,
      (error: Error) => {
        if (!["InvalidPart", "NoSuchUpload"].includes(error.name)) throw error;
        return false;
      },
    );
  },
});

const known = (name: string | undefined): string => {
  if (!name) throw new Error("S3 gave no name for what it took");
  return name;
};
